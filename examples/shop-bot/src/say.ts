import type { Said } from './types'

/** A button. Pressed, it sends its value. */
export interface Option {
  label: string
  value: string
}

export const text = (text: string): Said => ({ type: 'text', payload: { text } })

export const choice = (text: string, options: Option[]): Said => ({ type: 'choice', payload: { text, options } })

type Card = (Said & { type: 'card' })['payload']

export const carousel = (items: Card[]): Said => ({ type: 'carousel', payload: { items } })

/** A card whose one button opens a page. */
export const link = (title: string, subtitle: string, label: string, url: string): Said => ({
  type: 'card',
  payload: { title, subtitle, actions: [{ action: 'url', label, value: url }] },
})
