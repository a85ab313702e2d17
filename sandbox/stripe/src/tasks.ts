import type { TaskName, Work } from './agenda'
import { expireSessionTask } from './payments/build-session'
import { arrive } from './payments/ledger'
import { endDebit } from './payments/pay-intent'
import { renewalTasks } from './payments/renewals'
import { expireCoupon } from './resources/coupons'
import { advanceInvoice } from './resources/invoices'
import { arrivePayout } from './resources/payouts'
import { expireCode } from './resources/promotion-codes'
import { endRefund } from './resources/refunds'
import { endPhases, tellExpiring } from './resources/subscription-schedules'
import { moveClock } from './resources/test-clocks'
import { arriveTopup } from './resources/topups'
import { attemptDelivery } from './webhooks/deliver'

/** Everything that can wait for its time, and what is done then. */
export const tasks: Record<TaskName, Work> = {
  ...renewalTasks,
  'code expires': expireCode,
  'coupon expires': expireCoupon,
  'debit ends': endDebit,
  delivery: attemptDelivery,
  'funds arrive': arrive,
  'invoice advances': advanceInvoice,
  'payout arrives': arrivePayout,
  'phases end': endPhases,
  'phases end soon': tellExpiring,
  'refund ends': endRefund,
  'session expires': expireSessionTask,
  'test clock moves': moveClock,
  'top-up arrives': arriveTopup,
}
