import { cancel } from './cancel'
import { catalogue } from './catalogue'
import { confirm } from './confirm'
import { help, menu } from './menu'
import { plan, price } from './plan'
import { portal } from './portal'
import { quantity } from './quantity'
import { confirmRefund, payback, refund } from './refund'
import type { Step } from './step'

/** Every step of the dialogue: one line each. */
export const steps: readonly Step[] = [
  menu,
  help,
  catalogue,
  plan,
  price,
  quantity,
  confirm,
  portal,
  refund,
  payback,
  confirmRefund,
  cancel,
]
