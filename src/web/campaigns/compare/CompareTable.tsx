import { Table, Text } from '@mantine/core'
import { FIGURES } from '../../../api/contract/index.ts'
import { FigureHelp } from '../../figures/FigureHelp.tsx'
import { t } from '../../languages/messages.ts'
import { percent, wholeNumber } from '../../pieces/format.ts'
import { TextLink } from '../../pieces/Go.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { CampaignDoor } from '../CampaignDoor.tsx'
import { CampaignState } from '../CampaignState.tsx'
import {
  isUnread,
  FIGURE_WORDS,
  ofWords,
  type Audience,
  type FigureName,
  type FigureValue,
} from '../figures.ts'
import classes from './compare.module.css'
import { letterOf, type Compared } from './curves.ts'

interface CompareTableProps {
  compared: Compared
  audience: Audience
}

/** A row a figure, a column a campaign; each number a door, the best rate said to be so. */
export function CompareTable({ compared, audience }: CompareTableProps) {
  return (
    <div className={classes.frame} role="region" aria-label={t`Comparison`} tabIndex={0}>
      <Table className={classes.table} aria-label={t`Comparison`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t`Figure`}</Table.Th>
            {compared.items.map((row, place) => (
              <Table.Th scope="col" key={row.id}>
                <span className={classes.letter} data-letter={letterOf(place)}>
                  {letterOf(place)}
                </span>{' '}
                <TextLink
                  size="sm"
                  fw={500}
                  lineClamp={3}
                  title={row.name}
                  to="/campaigns/$campaignId"
                  params={{ campaignId: String(row.id) }}
                >
                  {row.name}
                </TextLink>
                <Text size="xs" c="dimmed" component="div">
                  {row.sentAt !== null && row.status === 'sent' ? (
                    <Moment at={row.sentAt} />
                  ) : (
                    <CampaignState status={row.status} />
                  )}
                </Text>
              </Table.Th>
            ))}
            <Table.Th scope="col">{t`Together`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FIGURES.filter((name) => compared.together[name] !== null).map((name) => (
            <Row key={name} name={name} compared={compared} audience={audience} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function Row({ name, compared, audience }: CompareTableProps & { name: FigureName }) {
  const together = compared.together[name]
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <span className={classes.label}>
          {FIGURE_WORDS[name].label} <FigureHelp name={name} />
        </span>
      </Table.Th>
      {compared.items.map((one) => (
        <Table.Td key={one.id}>
          {isUnread(one) ? (
            '–'
          ) : (
            <Cell
              {...{ id: one.id, name, audience }}
              value={one.figures[name]}
              isBest={compared.best[name]?.includes(one.id) ?? false}
            />
          )}
        </Table.Td>
      ))}
      <Table.Td>
        {together !== null && wholeNumber(together.count)}
        {together !== null && <Rate value={together} />}
      </Table.Td>
    </Table.Tr>
  )
}

function Cell(props: {
  id: number
  name: FigureName
  audience: Audience
  value: FigureValue | null
  isBest: boolean
}) {
  const { id, name, audience, value, isBest } = props
  if (value === null) return null
  return (
    <>
      <CampaignDoor campaignId={id} figure={name} value={value} audience={audience}>
        {wholeNumber(value.count)}
      </CampaignDoor>
      <Rate value={value} isBest={isBest} />
    </>
  )
}

function Rate({ value, isBest = false }: { value: FigureValue; isBest?: boolean }) {
  if (value.rate === null || value.of === null) return null
  return (
    <Text size="xs" c="dimmed" title={ofWords(value.of)}>
      {isBest && <span className={classes.best}>{t`best`} </span>}
      {percent(value.rate)}
    </Text>
  )
}
