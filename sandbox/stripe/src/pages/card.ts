import { fieldRow } from './fields'
import { type Html, html } from './html'
import { TEST_CARDS } from './test-cards'
import type { PageError } from './views'

/** The form that the page's script looks after: one on each page that takes a card. */
export const CARD_FORM = 'payment'

/** The message when it belongs to this field. */
export const errorAt = (error: PageError | undefined, name: string): string =>
  error?.field === name ? error.message : ''

/** The test cards, one click away. They do nothing without the page's script, and are shown by it. */
export const testCards = html`<div class="cards" role="group" aria-labelledby="cards-title" hidden><h2 id="cards-title">Test cards</h2>
<p>One click fills in the form. The name says how the payment ends.</p>
<div>${TEST_CARDS.map(
  ({ label, number }) =>
    html`<button type="button" data-card="${number}" title="${number}" aria-pressed="false">${label}</button>`
)}</div></div>`

/** In place of the buttons, where no script runs. */
export const testCardNote = html`<noscript><p class="note">Test card: 4242 4242 4242 4242, any future date, any three digits.</p></noscript>`

/**
 * Number, expiry and security code. The hidden field says that whoever posts the form can be shown the bank's page;
 * a program that posts without it has confirmed already.
 */
export const cardFields = (error: PageError | undefined): Html =>
  html`<input type="hidden" name="three_d_secure" value="ask">${fieldRow({
    ...{ name: 'number', label: 'Card number', autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234' },
    ...{ maxLength: 23, error: errorAt(error, 'number') },
  })}<div class="pair">${fieldRow({
    ...{ name: 'expiry', label: 'Expiry', autocomplete: 'cc-exp', placeholder: 'MM / YY', maxLength: 7 },
    error: errorAt(error, 'expiry'),
  })}${fieldRow({
    ...{ name: 'cvc', label: 'Security code', autocomplete: 'cc-csc', placeholder: 'CVC', maxLength: 4 },
    error: errorAt(error, 'cvc'),
  })}</div>`

/** A button that says so while its form is under way. */
export const submitButton = (label: Html | string): Html =>
  html`<button class="submit" type="submit"><span class="spinner" hidden></span>
<span class="idle">${label}</span><span class="working" hidden>Processing …</span></button>
<p class="unseen" role="status"></p>`

/** What is wrong with no field in particular. */
export const banner = (error: PageError | undefined): Html =>
  error && !error.field ? html`<p class="banner" role="alert" tabindex="-1" autofocus>${error.message}</p>` : html``
