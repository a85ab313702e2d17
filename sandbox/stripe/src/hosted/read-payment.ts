import type { Payment } from '../payments/page'

const LONGEST = 512
const CARD = ['email', 'name', 'number', 'account', 'cvc', 'expiry']

/** What was typed on a page. @param takesDebits whether it may be a bank account */
export const readPayment = (text: string, takesDebits: boolean): Payment => {
  const form = new URLSearchParams(text)
  const field = (name: string) => (form.get(name) ?? '').slice(0, LONGEST).trim()
  const quantities = Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const index = /^quantity_(\d{1,2})$/.exec(name)?.[1]
      return index === undefined ? [] : [[Number(index), Number(value)]]
    })
  )
  const others = [...form.keys()].filter((name) => !CARD.includes(name) && !name.startsWith('quantity_'))
  return {
    ...{ email: field('email'), name: field('name'), number: field('number').replace(/[\s-]/g, '') },
    ...{ account: takesDebits ? field('account') : '', cvc: field('cvc'), expiry: field('expiry'), quantities },
    extras: Object.fromEntries(others.slice(0, 50).map((name) => [name, field(name)])),
  }
}
