import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { stripeCli } from '../../scripts/stripe-cli'
import { createAcceptance, type Verdict } from './acceptance'

const isInstalled = existsSync(stripeCli())

it.skipIf(!isInstalled)(
  "Stripe's command-line tool cannot tell the embedded Stripe from Stripe",
  async () => {
    const acceptance = await createAcceptance()
    try {
      const verdicts: Verdict[] = []
      for (const name of await acceptance.triggers()) verdicts.push(await acceptance.trigger(name))
      verdicts.push(...(await acceptance.commands()), await acceptance.listenTo())
      expect(verdicts.filter(({ problem }) => problem !== undefined)).toEqual([])
      // As many as there are in the pinned version of the tool: nothing is left out by accident.
      expect(verdicts.filter(({ excluded }) => excluded === undefined)).toHaveLength(104)
      expect(verdicts.filter(({ excluded }) => excluded !== undefined)).toHaveLength(30)
      const { entries } = acceptance.stripe.deliveries
      expect(entries().filter(({ status }) => status !== 200)).toEqual([])
    } finally {
      await acceptance.close()
    }
  },
  180_000
)
