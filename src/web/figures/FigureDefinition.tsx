import { Text } from '@mantine/core'
import type { AnswerTo } from '../api.ts'
import { FIGURE_WORDS } from '../campaigns/figures.ts'
import { inLine, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { definitionWords, METRIC_WORDS } from '../reconciliation/words.ts'
import classes from './figures.module.css'

export type DefinedFigure = AnswerTo<'figures.list'>['items'][number]

/** What a figure counts and leaves out, and the services' own words where they tell one. */
export function FigureDefinition({ figure }: { figure: DefinedFigure }) {
  const { numerator, denominator, leftOut, note, esp } = figure
  return (
    <dl className={classes.definition}>
      <dt>{t`Counts`}</dt>
      <dd>{sentence(said(numerator))}</dd>
      <dt>{t`Rate of`}</dt>
      <dd>{denominator === null ? t`It has no rate.` : FIGURE_WORDS[denominator].label}</dd>
      <dt>{t`Left out`}</dt>
      <dd>{said(leftOut)}</dd>
      <dt>{t`To know`}</dt>
      <dd>{said(note)}</dd>
      {esp.map(({ vendor, metric, source, open, ...counted }) => (
        <div key={`${vendor} ${metric}`} className={classes.esp}>
          <dt>
            {vendor}: {inLine(METRIC_WORDS[metric].label)}
          </dt>
          <dd>
            {definitionWords(counted, vendor)} {said(open ?? '')}
            <Text size="xs" c="dimmed">
              {said(source)}
            </Text>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
