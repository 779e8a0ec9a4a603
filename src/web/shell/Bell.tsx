import { ActionIcon } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import { IconBell } from '@tabler/icons-react'
import type { ComponentProps } from 'react'
import { useAnswer } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import classes from './Shell.module.css'

const COUNT_EVERY_MS = 30_000

/** The way to the alarms, with how many are open. */
export function Bell() {
  const { data } = useAnswer('alarms.count', {}, { every: COUNT_EVERY_MS })
  const open = data?.open ?? 0
  const label = open === 0 ? t`Alarms: none is open` : alarmsOpen(open)
  return (
    <BellLink to="/alarms" aria-label={label}>
      <IconBell size={18} aria-hidden />
      {open > 0 && (
        <span className={classes.bellCount} aria-hidden>
          {wholeNumber(open)}
        </span>
      )}
    </BellLink>
  )
}

function alarmsOpen(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`Alarms: ${shown} is open`, msg`Alarms: ${shown} are open`)
}

const BellLink = createLink(BellAnchor)

function BellAnchor(props: Omit<ComponentProps<'a'>, 'color'>) {
  return (
    <ActionIcon
      component="a"
      variant="subtle"
      color="gray"
      size="lg"
      className={classes.bell}
      {...props}
    />
  )
}
