import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { Figure } from '../pieces/Figure.tsx'
import { Panel } from '../pieces/Panel.tsx'
import classes from './home.module.css'

/** How many people, and whom not to write to: each a door to the list of people. */
export function PeopleTotals({ totals }: { totals: AnswerTo<'people.count'> }) {
  return (
    <Panel title={t`People`}>
      <div className={classes.totals}>
        <Figure label={t`People`} count={totals.people} link={{ to: '/people' }} />
        <Figure label={t`Organizations`} count={totals.organizations} />
        <Figure
          label={t`Opted out`}
          count={totals.optedOut}
          link={{ to: '/people', search: { state: 'opted_out' } }}
        />
        <Figure
          label={t`With an invalid address`}
          count={totals.withInvalidAddress}
          link={{ to: '/people', search: { state: 'invalid_address' } }}
        />
      </div>
    </Panel>
  )
}
