import type { Page } from 'playwright-core'
import { CAMPAIGNS } from '../world.ts'

/** Something a reader does on a screen. */
export interface Deed {
  what: string
  /** Where it is done, each time elsewhere where that can be. */
  from: (time: number) => string
  do: (page: Page, time: number) => Promise<void>
  /** What the address is afterwards. */
  leadsTo?: RegExp
}

const row = (page: Page, number: number) => page.locator('tbody tr').nth(number)
const campaign = (time: number) => `/campaigns/${CAMPAIGNS - time}`

/** A view among what else is kept under their address. */
const VIEW = 'main a[href^="/views/"]:not([href="/views/new"], [href="/views/sent"])'

/** What is typed in a search: addresses of the world end in these. */
const wordsOf = (time: number) => `firm-${100 + 7 * time}`

/** From the home to one person, as somebody does who wants to know who read the last letter. */
export const DEEDS: readonly Deed[] = [
  {
    what: 'opens the campaigns',
    from: () => '/',
    do: (page) => page.getByRole('link', { name: 'Campaigns', exact: true }).first().click(),
    leadsTo: /\/campaigns/,
  },
  {
    what: 'sorts them by opens',
    from: () => '/campaigns',
    do: (page) =>
      page
        .getByRole('columnheader', { name: /^Opens/ })
        .getByRole('button')
        .click(),
    leadsTo: /sort=/,
  },
  {
    what: 'opens a campaign',
    from: () => '/campaigns',
    do: (page, time) => row(page, time).getByRole('link').first().click(),
    leadsTo: /\/campaigns\/\d+/,
  },
  {
    what: 'looks at its recipients',
    from: campaign,
    do: (page) => page.getByRole('tab', { name: 'Recipients' }).click(),
    leadsTo: /tab=recipients/,
  },
  {
    what: 'looks at its domains',
    from: campaign,
    do: (page) => page.getByRole('tab', { name: 'Domains' }).click(),
    leadsTo: /tab=domains/,
  },
  {
    what: 'looks at its links',
    from: campaign,
    do: (page) => page.getByRole('tab', { name: 'Links' }).click(),
    leadsTo: /tab=links/,
  },
  {
    what: 'follows a figure to who is behind it',
    from: campaign,
    do: (page) =>
      page
        .getByRole('link', { name: /^Opt-outs/ })
        .first()
        .click(),
    leadsTo: /figure=optOuts/,
  },
  {
    what: 'opens one of them',
    from: (time) => `${campaign(time)}?tab=log&figure=opens`,
    do: (page, time) => row(page, time).getByRole('link').first().click(),
    leadsTo: /\/people\/\d+/,
  },
  {
    what: 'opens the people',
    from: () => '/campaigns',
    do: (page) => page.getByRole('link', { name: 'People', exact: true }).first().click(),
    leadsTo: /\/people/,
  },
  {
    what: 'searches people, to the rows',
    from: () => '/people',
    do: (page, time) => page.getByRole('searchbox').first().pressSequentially(wordsOf(time)),
    leadsTo: /search=firm-\d{3}/,
  },
  {
    what: 'opens the palette',
    from: () => '/people',
    do: (page) => page.keyboard.press('Control+k'),
  },
  {
    what: 'opens a ready-made view',
    from: () => '/views',
    do: (page, time) =>
      page
        .locator(VIEW)
        .nth(time % 3)
        .click(),
    leadsTo: /\/views\/[\w-]+/,
  },
  {
    what: 'goes home',
    from: () => '/people',
    do: (page) => page.getByRole('link', { name: 'Home', exact: true }).first().click(),
    leadsTo: /:\d+\/$/,
  },
]
