import { Text } from '@mantine/core'
import type { AnswerTo } from '../api.ts'
import { FIGURE_WORDS } from '../campaigns/figures.ts'
import { definitionWords, METRIC_WORDS } from '../reconciliation/words.ts'
import classes from './figures.module.css'

export type DefinedFigure = AnswerTo<'figures.list'>['items'][number]

/** What a figure counts and leaves out, and the services' own words where they tell one. */
export function FigureDefinition({ figure }: { figure: DefinedFigure }) {
  const { numerator, denominator, leftOut, note, esp } = figure
  return (
    <dl className={classes.definition}>
      <dt>Counts</dt>
      <dd>{sentence(numerator)}</dd>
      <dt>Rate of</dt>
      <dd>{denominator === null ? 'It has no rate.' : FIGURE_WORDS[denominator].label}</dd>
      <dt>Left out</dt>
      <dd>{leftOut}</dd>
      <dt>To know</dt>
      <dd>{note}</dd>
      {esp.map(({ vendor, metric, source, open, ...counted }) => (
        <div key={`${vendor} ${metric}`} className={classes.esp}>
          <dt>
            {vendor}: {METRIC_WORDS[metric].label.toLowerCase()}
          </dt>
          <dd>
            {definitionWords(counted, vendor)} {open}
            <Text size="xs" c="dimmed">
              {source}
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
