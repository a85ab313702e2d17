/**
 * What a page with a card's form does in the browser. It holds no data (that stands in data attributes), so its hash in
 * the page's policy never changes. Without it the forms still work; the server checks everything again.
 */
export const PAYMENT_SCRIPT = `
const form = document.getElementById('payment')
const field = (name) => form.elements.namedItem(name)
const digits = (text) => text.replace(/\\D/g, '')

const money = (amount) => {
  const { currency, exponent, shown } = document.body.dataset
  const value = amount / 10 ** Number(exponent)
  const fraction = Number(Number.isInteger(value) ? shown : exponent)
  const style = { style: 'currency', currency, minimumFractionDigits: fraction, maximumFractionDigits: fraction }
  return new Intl.NumberFormat('en-US', style).format(value)
}

// Quantities live in the summary, outside the form element; they belong to it by their form attribute.
const quantities = [...document.querySelectorAll('input[data-unit]')]
const clamp = (input) => Math.min(Number(input.max), Math.max(Number(input.min), Math.round(Number(input.value)) || 0))
// Discounts and what a subscription costs later are reckoned by the server.
const isReckonedThere = 'reckoned' in document.body.dataset
const updateButton = document.querySelector('button[name=update]')
for (const button of document.querySelectorAll('button[name=update]')) button.hidden = true
// The way it is sent costs more or less than the one that is shown first.
const shipping = field('shipping_rate')
const shippingOf = () => Number(shipping?.selectedOptions[0]?.dataset.amount ?? 0)
const shippingBefore = shippingOf()
const update = () => {
  if (isReckonedThere && quantities.some((input) => String(clamp(input)) !== input.dataset.start)) {
    form.requestSubmit(updateButton)
    return
  }
  let change = 0
  for (const input of quantities) {
    const unit = Number(input.dataset.unit)
    const quantity = clamp(input)
    change += unit * (quantity - Number(input.dataset.start))
    input.closest('li').querySelector('.amount').textContent = money(unit * quantity)
  }
  for (const element of document.querySelectorAll('[data-money]')) {
    const sent = 'goods' in element.dataset ? 0 : shippingOf() - shippingBefore
    element.textContent = money(Number(element.dataset.money) + change + sent)
  }
  for (const element of document.querySelectorAll('[data-shipping]')) element.textContent = money(shippingOf())
}
if (shipping) shipping.addEventListener('change', update)
for (const input of quantities) {
  if (!isReckonedThere) input.addEventListener('input', update)
  input.addEventListener('change', () => { input.value = String(clamp(input)); update() })
}
for (const button of document.querySelectorAll('[data-step]')) {
  button.addEventListener('click', () => {
    const input = button.parentElement.querySelector('input')
    input.value = String(clamp(input) + Number(button.dataset.step))
    input.value = String(clamp(input))
    update()
  })
}

const format = {
  number: (text) => digits(text).slice(0, 19).replace(/(.{4})(?=.)/g, '$1 '),
  expiry: (text) => {
    let value = digits(text).slice(0, 4)
    if (/^[2-9]/.test(value)) value = '0' + value
    return value.length > 2 ? value.slice(0, 2) + ' / ' + value.slice(2, 4) : value
  },
  cvc: (text) => digits(text).slice(0, 4),
}
for (const [name, tidy] of Object.entries(format)) {
  if (!field(name)) continue
  field(name).addEventListener('input', (event) => {
    const input = event.target
    const atEnd = input.selectionStart === input.value.length
    if (atEnd) input.value = tidy(input.value)
  })
  field(name).addEventListener('blur', (event) => { event.target.value = tidy(event.target.value) })
}

const showError = (input, message) => {
  const place = document.getElementById(input.id + '-error')
  if (!place) return
  place.textContent = message
  if (message) input.setAttribute('aria-invalid', 'true')
  else input.removeAttribute('aria-invalid')
}
const asked = () => [...form.elements].filter((input) => input.id && document.getElementById(input.id + '-error'))
for (const input of asked()) input.addEventListener('input', () => showError(input, ''))

const luhn = (number) => {
  let sum = 0
  for (const [index, digit] of [...number].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
const isNumber = (number) => number.length >= 12 && luhn(number)
const isMonth = (expiry) => /^(0[1-9]|1[0-2])\\d\\d$/.test(expiry)
const checks = {
  email: (text) => (/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(text.trim()) ? '' : 'Enter your e-mail address.'),
  number: (text) => (isNumber(digits(text)) ? '' : 'Your card number is incomplete or wrong.'),
  expiry: (text) => (isMonth(digits(text)) ? '' : 'Enter the month and the year, as on the card: MM / YY.'),
  cvc: (text) => (/^\\d{3,4}$/.test(text) ? '' : 'Enter the 3 or 4 digits of the security code.'),
}
const problemOf = (input) => {
  if (Object.hasOwn(checks, input.name)) return checks[input.name](input.value)
  if (!input.validity.valueMissing) return ''
  return input.type === 'checkbox' ? 'You must agree to go on.' : 'Please fill this in.'
}

const busy = (of, is) => {
  const submit = of.querySelector('.submit')
  if (!submit) return
  submit.disabled = is
  submit.querySelector('.spinner').hidden = !is
  submit.querySelector('.idle').hidden = is
  submit.querySelector('.working').hidden = !is
  of.querySelector('[role=status]').textContent = is ? 'Processing …' : ''
}

form.noValidate = true
form.addEventListener('submit', (event) => {
  for (const input of quantities) input.value = String(clamp(input))
  if (event.submitter?.name === 'update') return
  const wrong = asked().filter((input) => {
    const message = problemOf(input)
    showError(input, message)
    return message !== ''
  })
  if (wrong.length > 0) {
    event.preventDefault()
    wrong[0].focus()
    return
  }
  busy(form, true)
})
// A debit's form has nothing to check; a second click does nothing there either.
for (const other of document.querySelectorAll('.debit form')) other.addEventListener('submit', () => busy(other, true))
// Coming back by the browser's button restores the page as it was left: disabled.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return
  for (const each of document.querySelectorAll('form')) if (each.querySelector('.spinner')) busy(each, false)
})

const cards = document.querySelector('.cards')
if (cards) cards.hidden = false
for (const button of document.querySelectorAll('[data-card]')) {
  button.addEventListener('click', () => {
    field('number').value = button.dataset.card
    field('expiry').value = '12 / 34'
    field('cvc').value = '123'
    for (const input of form.querySelectorAll('[data-example]')) {
      if (!input.value) input.value = input.dataset.example
    }
    for (const input of asked()) showError(input, '')
    for (const other of document.querySelectorAll('[data-card]')) {
      other.setAttribute('aria-pressed', String(other === button))
    }
  })
}
`
