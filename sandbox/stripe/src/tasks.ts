import type { TaskName, Work } from './agenda'
import { expireSessionTask } from './payments/build-session'
import { endDebit } from './payments/pay-intent'
import { renewalTasks } from './payments/renewals'
import { expireCoupon } from './resources/coupons'
import { advanceInvoice } from './resources/invoices'
import { expireCode } from './resources/promotion-codes'
import { endRefund } from './resources/refunds'
import { endPhases } from './resources/subscription-schedules'
import { moveClock } from './resources/test-clocks'
import { attemptDelivery } from './webhooks/deliver'

/** Everything that can wait for its time, and what is done then. */
export const tasks: Record<TaskName, Work> = {
  ...renewalTasks,
  'code expires': expireCode,
  'coupon expires': expireCoupon,
  'debit ends': endDebit,
  delivery: attemptDelivery,
  'invoice advances': advanceInvoice,
  'phases end': endPhases,
  'refund ends': endRefund,
  'session expires': expireSessionTask,
  'test clock moves': moveClock,
}
