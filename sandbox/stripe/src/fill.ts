import { buildCustomer } from './resources/customers'
import { buildLink, linkIdentity } from './resources/payment-links'
import { buildPrice } from './resources/prices'
import { buildProduct } from './resources/products'
import { type Scene, seconds } from './sandbox'

/** How many objects of each type there are to be. */
export interface Filling {
  products?: number
  /** One name for all products, in place of one for each. */
  productName?: string
  /** Spread over the products; every second one is charged monthly. */
  prices?: number
  paymentLinks?: number
  customers?: number
}

/** How the objects are named, for tests that look for one of them. `index` counts from 0, the oldest. */
export const nameIn = {
  product: (index: number): string => `Filling ${index}`,
  email: (index: number): string => `customer-${index}@example.com`,
}

/** Prices of the filling, in minor units, from this on. */
const LOWEST_AMOUNT = 1000
const AMOUNTS = 9000

/** Moments one second apart, of which the last is now. */
const moments = (scene: Scene, count: number) => {
  const first = seconds(scene) - count
  return (index: number): number => first + index
}

const count = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index))

const fillProducts = (scene: Scene, length: number, nameOf: (index: number) => string): string[] => {
  const created = moments(scene, length)
  const template = buildProduct(scene, { name: nameOf(0) })
  return count(length, (index) => {
    const id = scene.sandbox.ids.make('prod')
    const at = { created: created(index), updated: created(index) }
    return scene.env.store.insert({ ...template, id, name: nameOf(index), ...at }).id
  })
}

const fillPrices = (scene: Scene, length: number, products: string[]): string[] => {
  const [home] = products
  if (!home) throw new Error('Prices need products: give their number too.')
  const created = moments(scene, length)
  const base = { product: home, currency: 'usd', unit_amount: LOWEST_AMOUNT }
  const templates = [buildPrice(scene, base), buildPrice(scene, { ...base, recurring: { interval: 'month' } })]
  return count(length, (index) => {
    const amount = LOWEST_AMOUNT + (index % AMOUNTS)
    const price = {
      ...(templates[index % templates.length] ?? buildPrice(scene, base)),
      ...{ id: scene.sandbox.ids.make('price'), created: created(index), product: products[index % products.length] },
      ...{ unit_amount: amount, unit_amount_decimal: String(amount) },
    }
    return scene.env.store.insert(price).id
  })
}

const fillLinks = (scene: Scene, length: number, prices: string[]): void => {
  const [price] = prices
  if (!price) throw new Error('Payment links need prices: give their number too.')
  const { link, items } = buildLink(scene, { line_items: [{ price, quantity: 1 }] })
  for (let index = 0; index < length; index++) {
    const { id } = scene.env.store.insert({ ...link, ...linkIdentity(scene) })
    scene.env.lineItems.set(id, items)
  }
}

const fillCustomers = (scene: Scene, length: number): void => {
  const created = moments(scene, length)
  const template = buildCustomer(scene, { email: nameIn.email(0) })
  for (let index = 0; index < length; index++) {
    const named = { id: scene.sandbox.ids.make('cus'), email: nameIn.email(index), name: `Customer ${index}` }
    scene.env.store.insert({ ...template, ...named, created: created(index) })
  }
}

/**
 * Fills an account. Each object is built once as the API builds it; the others are copies of it with their own names,
 * which share what is inside. The API never changes an object in place, so nobody notices.
 */
export const fill = (scene: Scene, filling: Filling): void => {
  const { products = 0, productName, prices = 0, paymentLinks = 0, customers = 0 } = filling
  const nameOf = productName === undefined ? nameIn.product : () => productName
  const homes = products > 0 ? fillProducts(scene, products, nameOf) : []
  const sold = prices > 0 ? fillPrices(scene, prices, homes) : []
  if (paymentLinks > 0) fillLinks(scene, paymentLinks, sold)
  if (customers > 0) fillCustomers(scene, customers)
}
