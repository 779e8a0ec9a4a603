import { Text } from '@mantine/core'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../languages/messages.ts'
import classes from './Figure.module.css'
import { percent, wholeNumber } from './format.ts'

interface FigureProps {
  label: string
  /** Null while it is not known. */
  count: number | null
  rate?: number | null
  /** What the rate is of, with its count: "of 2,051 delivered". */
  of?: { name: string; count: number } | null
  /** Where its rows are; used only while there are any. */
  link?: LinkProps
  /** A word below: "1,420 with proxies". */
  note?: ReactNode
  /** Beside the label: what it means. */
  help?: ReactNode
  isChosen?: boolean
}

/** A number with its rate and denominator; a door to its rows as soon as it has any. */
export function Figure(props: FigureProps) {
  const { label, count, rate, of, link, note, help, isChosen = false } = props
  const body = (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.count}>{count === null ? '–' : wholeNumber(count)}</span>
    </>
  )
  return (
    <div className={classes.figure} data-chosen={isChosen || undefined}>
      {help && <span className={classes.help}>{help}</span>}
      {link && count !== null && count > 0 ? (
        <Link
          {...link}
          className={classes.door}
          aria-current={isChosen ? 'true' : undefined}
          data-rows={count}
        >
          {body}
        </Link>
      ) : (
        <div className={classes.plain}>{body}</div>
      )}
      {rate !== undefined && rate !== null && of && (
        <Text
          component="span"
          size="xs"
          c="dimmed"
          className={classes.rate}
        >{t`${percent(rate)} of ${wholeNumber(of.count)} ${of.name}`}</Text>
      )}
      {note && (
        <Text component="span" size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  )
}
