import type { Sandbox } from '../sandbox'
import type { DeliveryOptions } from '../types'
import { createTraffic, type TrafficOptions } from './traffic'

/** What can be changed while the sandbox runs. */
export interface Steering {
  traffic?: TrafficOptions
  deliveries?: DeliveryOptions
}

/** From now on; what is under way goes on as it began. Faults on demand stay. */
export const steer = (sandbox: Sandbox, { traffic, deliveries }: Steering): void => {
  const { clock, ids } = sandbox
  const { faults } = sandbox.traffic
  if (traffic) sandbox.traffic = { ...createTraffic(traffic, clock, ids.number), faults }
  if (deliveries) sandbox.deliveries = deliveries
}
