import type { Sandbox } from '../sandbox'
import { createTraffic, type TrafficOptions } from './traffic'

/** Other traffic from now on; what is under way goes on as it began. Faults on demand stay. */
export const steer = (sandbox: Sandbox, traffic: TrafficOptions): void => {
  const { clock, ids } = sandbox
  const { faults } = sandbox.traffic
  sandbox.traffic = { ...createTraffic(traffic, clock, ids.number), faults }
}
