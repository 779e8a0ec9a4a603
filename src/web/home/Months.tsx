import { Table, Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { FIGURE_WORDS, type FigureName } from '../campaigns/figures.ts'
import { monthOf, monthWords, readMonth } from '../campaigns/months.ts'
import { FigureHelp } from '../figures/FigureHelp.tsx'
import { t } from '../languages/messages.ts'
import { counted, percent, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useNow } from '../pieces/useNow.ts'
import classes from './home.module.css'

const EVERY = { every: 60_000 }
const FIGURES_SHOWN = ['sent', 'opens', 'clicks', 'optOuts'] as const

type Sum = AnswerTo<'campaigns.sum'>

/** What was sent this month, and in the last one. */
export function useMonths() {
  const now = useNow()
  const months = [monthOf(now), monthOf(now, 1)] as const
  const current = useAnswer('campaigns.sum', { query: readMonth(months[0])! }, EVERY)
  const last = useAnswer('campaigns.sum', { query: readMonth(months[1])! }, EVERY)
  return { months, current, last }
}

/** This month so far beside the last one, rates of sums; nothing where nothing was sent. */
export function Months({ months, current, last }: ReturnType<typeof useMonths>) {
  if (!current.data || !last.data) return null
  if (current.data.campaigns + last.data.campaigns === 0) return null
  const sums = [
    { month: months[0], title: t`${monthWords(months[0])} so far`, sum: current.data },
    { month: months[1], title: monthWords(months[1]), sum: last.data },
  ]
  return (
    <Panel title={t`This month and the last`}>
      <Table
        className={classes.months}
        horizontalSpacing={4}
        layout="fixed"
        aria-label={t`This month and the last`}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t`Sent in`}</Table.Th>
            {sums.map(({ month, title, sum }) => (
              <Table.Th scope="col" key={month}>
                {title}
                <Campaigns month={month} count={sum.campaigns} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FIGURES_SHOWN.filter((name) => current.data.figures[name] !== null).map((name) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">
                {FIGURE_WORDS[name].label} <FigureHelp name={name} />
              </Table.Th>
              {sums.map(({ month, sum }) => (
                <Table.Td key={month}>
                  <Sums sum={sum} name={name} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  )
}

function Campaigns({ month, count }: { month: string; count: number }) {
  const words = counted(count, 'campaign')
  return (
    <Text size="xs" component="div" c="dimmed">
      {count === 0 ? (
        words
      ) : (
        <TextLink inherit to="/campaigns" search={{ month }} data-rows={count}>
          {words}
        </TextLink>
      )}
    </Text>
  )
}

function Sums({ sum, name }: { sum: Sum; name: FigureName }) {
  if (sum.campaigns === 0) return null
  const value = sum.figures[name]
  if (value === null) return null
  const { count, rate, of } = value
  if (rate === null || of === null) return wholeNumber(count)
  return (
    <>
      {percent(rate)}
      <Text size="xs" c="dimmed">
        {t`${wholeNumber(count)} of ${wholeNumber(of.count)}`}
      </Text>
    </>
  )
}
