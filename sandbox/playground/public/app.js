// The page's only script, served as it is: forms become requests, the live feed becomes a list.

/**
 * @typedef {{ message: string, code?: string, retryable?: boolean, requestId?: string, metadata?: Record<string, unknown> }} ActionError
 * @typedef {{ ok: true, output: unknown } | { ok: false, error: ActionError }} ActionResult
 * @typedef {{ id: string, at: number, kind: string, title: string, detail?: string, ok: boolean, payload?: unknown }} FeedEntry
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

const MOST_ENTRIES = 500

/**
 * An element with its class, its text or children.
 * @param {string} tag
 * @param {string} className
 * @param {...(string | Node)} children
 */
const element = (tag, className, ...children) => {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

/** @param {unknown} value */
const isUrl = (value) => typeof value === 'string' && /^https?:\/\/\S+$/.test(value)

/**
 * A link that opens beside the page.
 * @param {string} url @param {string} text @param {string} [className]
 */
const link = (url, text, className = '') => {
  const made = /** @type {HTMLAnchorElement} */ (element('a', className, text))
  made.href = url
  made.target = '_blank'
  made.rel = 'noopener noreferrer'
  return made
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi

/**
 * A value as coloured JSON, in which addresses can be clicked.
 * @param {unknown} value
 */
const json = (value) => {
  const text = JSON.stringify(value, null, 2) ?? 'nothing'
  const block = element('pre', 'json')
  block.tabIndex = 0
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const [token, string, colon] = match
    block.append(text.slice(end, match.index))
    end = match.index + token.length
    const parsed = string && !colon ? JSON.parse(string) : undefined
    if (isUrl(parsed)) block.append('"', link(parsed, string.slice(1, -1)), '"')
    else if (colon) block.append(element('span', 'key', string), colon)
    else block.append(element('span', string ? 'string' : 'atom', token))
  }
  block.append(text.slice(end))
  return block
}

// ── Forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** @param {HTMLFormElement} form @returns {Control[]} */
const controlsOf = (form) => [...form.querySelectorAll('[data-control]')].map((each) => /** @type {Control} */ (each))

/** @param {Control} control @param {string} problem */
const setProblem = (control, problem) => {
  const place = document.getElementById(`${control.id}-error`)
  if (place) place.textContent = problem
  control.setAttribute('aria-invalid', String(problem !== ''))
}

/**
 * What a control says; undefined when it is empty or as it was, so that the integration's own default applies.
 * @param {Control} control
 */
const readControl = (control) => {
  const { control: kind, default: initial, required } = control.dataset
  const isRequired = required !== undefined
  if (control instanceof HTMLInputElement && kind === 'checkbox') {
    return control.checked === (initial === 'true') && !isRequired ? undefined : control.checked
  }
  if (control.value === '' || (control.value === initial && !isRequired)) return undefined
  if (kind === 'number') return Number(control.value)
  return kind === 'json' ? JSON.parse(control.value) : control.value
}

/**
 * The input that a form describes; undefined when a field holds what is no JSON, which is said at the field.
 * @param {HTMLFormElement} form
 */
const inputOf = (form) => {
  /** @type {Record<string, unknown>} */
  const input = {}
  for (const control of controlsOf(form)) {
    try {
      const value = readControl(control)
      setProblem(control, '')
      if (value !== undefined) input[control.name] = value
    } catch {
      setProblem(control, 'This is not valid JSON.')
      control.focus()
      return undefined
    }
  }
  return input
}

/** @param {HTMLFormElement} form @param {Record<string, unknown>} input */
const fillIn = (form, input) => {
  form.reset()
  for (const control of controlsOf(form)) {
    const value = input[control.name]
    if (value === undefined) continue
    if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value === true
    else control.value = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

/** @param {ActionError} error */
const describeError = ({ message, code, retryable, requestId, metadata }) => {
  const box = element('div', 'failed', element('p', 'outcome', message))
  const facts = element('dl', 'facts')
  const add = (/** @type {string} */ name, /** @type {string} */ value) =>
    facts.append(element('div', '', element('dt', '', name), element('dd', '', value)))
  if (code) add('Code', code)
  if (retryable !== undefined) add('Trying again', retryable ? 'can help' : 'will not help')
  if (requestId) add('Request', requestId)
  box.append(facts)
  if (metadata && Object.keys(metadata).length > 0) box.append(json(metadata))
  return box
}

/** @param {unknown} output @param {number} milliseconds */
const describeOutput = (output, milliseconds) => {
  const box = element('div', 'done', element('p', 'outcome', `Done in ${Math.round(milliseconds)} ms`))
  for (const [name, value] of Object.entries(output ?? {})) {
    if (isUrl(value)) box.append(link(value, name === 'url' ? 'Open the page' : `Open ${name}`, 'open'))
  }
  box.append(json(output))
  return box
}

/** @param {string} name @param {unknown} input @returns {Promise<ActionResult>} */
const call = async (name, input) => {
  try {
    const response = await fetch(`/api/actions/${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return await response.json()
  } catch {
    return { ok: false, error: { message: 'The playground does not answer. Is npm start still running?' } }
  }
}

/** @param {HTMLFormElement} form */
const run = async (form) => {
  const input = inputOf(form)
  const button = form.querySelector('.run')
  const place = form.querySelector('.result')
  if (!input || !(button instanceof HTMLButtonElement) || !place) return
  button.disabled = true
  button.textContent = 'Running …'
  const started = performance.now()
  const result = await call(form.dataset.action ?? '', input)
  const milliseconds = performance.now() - started
  button.disabled = false
  button.textContent = 'Run'
  place.replaceChildren(result.ok ? describeOutput(result.output, milliseconds) : describeError(result.error))
}

/** @param {string} text */
const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`

/** @param {HTMLFormElement} form @param {HTMLElement} button */
const copyAsCurl = async (form, button) => {
  const input = inputOf(form)
  if (!input) return
  const url = `${location.origin}/api/actions/${form.dataset.action}`
  const command = `curl -s ${url} -H 'content-type: application/json' -d ${shellQuoted(JSON.stringify(input))}`
  try {
    await navigator.clipboard.writeText(command)
    button.textContent = 'Copied'
    setTimeout(() => {
      button.textContent = 'Copy as curl'
    }, 2000)
  } catch {
    form.querySelector('.result')?.replaceChildren(element('pre', 'json', command))
  }
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    run(form)
  })
  form.addEventListener('reset', () => {
    for (const control of controlsOf(form)) setProblem(control, '')
    form.querySelector('.result')?.replaceChildren()
  })
  form.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    if (target.dataset.example) fillIn(form, JSON.parse(target.dataset.example))
    if (target.dataset.copy !== undefined) copyAsCurl(form, target)
  })
}

const openFromAddress = () => {
  const panel = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!(panel instanceof HTMLDetailsElement)) return
  panel.open = true
  panel.querySelector('summary')?.focus()
}
addEventListener('hashchange', openFromAddress)
openFromAddress()

// ── Live feed ────────────────────────────────────────────────────────────────────────────────────────────────────────

const feed = /** @type {HTMLElement} */ (document.querySelector('.feed'))
const list = /** @type {HTMLElement} */ (feed.querySelector('.entries'))
const connection = /** @type {HTMLElement} */ (feed.querySelector('.connection'))
const jump = /** @type {HTMLElement} */ (document.querySelector('.jump'))
const filters = [...feed.querySelectorAll('[data-kind]')].map((each) => /** @type {HTMLButtonElement} */ (each))

/** Kinds that are not shown. */
const hidden = new Set()
/** Entries that arrived while the feed was out of sight, on a narrow screen. */
let unseen = 0
let isInSight = true

const refresh = () => {
  for (const button of filters) {
    const entries = list.querySelectorAll(`[data-entry="${button.dataset.kind}"]`)
    for (const entry of entries) entry.toggleAttribute('hidden', hidden.has(button.dataset.kind))
    button.lastElementChild?.replaceChildren(String(entries.length))
  }
  const shown = list.querySelectorAll(':scope > li:not([hidden])').length
  feed.querySelector('.empty')?.toggleAttribute('hidden', shown > 0 || hidden.size > 0)
  jump.lastElementChild?.replaceChildren(String(unseen))
  jump.hidden = isInSight || unseen === 0
}

/** @param {FeedEntry} entry */
const show = ({ at, kind, title, detail, ok, payload }) => {
  const time = element('time', '', new Date(at).toLocaleTimeString('en-GB'))
  const head = element('summary', '', element('span', 'kind', kind), element('strong', '', title), time)
  if (detail) head.append(element('span', 'detail', detail))
  const details = element('details', '', head)
  // Made when it is opened: a long feed of large objects stays light.
  details.addEventListener('toggle', () => details.append(json(payload)), { once: true })
  const item = element('li', ok ? '' : 'bad', details)
  item.dataset.entry = kind
  list.prepend(item)
  if (list.childElementCount > MOST_ENTRIES) list.lastElementChild?.remove()
}

for (const button of filters) {
  button.addEventListener('click', () => {
    const { kind } = button.dataset
    if (!hidden.delete(kind)) hidden.add(kind)
    button.setAttribute('aria-pressed', String(!hidden.has(kind)))
    refresh()
  })
}
feed.querySelector('[data-clear]')?.addEventListener('click', () => {
  list.replaceChildren()
  refresh()
})
new IntersectionObserver(([sight]) => {
  isInSight = sight?.isIntersecting ?? true
  if (isInSight) unseen = 0
  refresh()
}).observe(feed)

const stream = new EventSource('/api/stream')
stream.addEventListener('open', () => {
  connection.textContent = 'live'
  connection.classList.add('on')
})
stream.addEventListener('error', () => {
  connection.textContent = 'not connected'
  connection.classList.remove('on')
})
stream.addEventListener('message', ({ data }) => {
  unseen += 1
  show(JSON.parse(data))
  refresh()
})
