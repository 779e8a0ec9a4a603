import { ActionIcon, CloseButton, Group, Paper, Select, Text } from '@mantine/core'
import { IconGripVertical } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { subjectOf, useSubjects, useView } from '../views/asking.ts'
import classes from './dashboards.module.css'
import { KINDS, type Tile } from './dashboards.ts'
import { linkTo, TileContent } from './TileContent.tsx'

export interface Arranging {
  /** Puts this tile so many places on. */
  onMove: (by: number) => void
  onChange: (tile: Tile) => void
  onRemove: () => void
  onDragStart: () => void
  onDrop: () => void
}

interface TileFrameProps {
  tile: Tile
  /** Its place, from 1, and how many there are. */
  place: number
  of: number
  /** Absent while it is only looked at. */
  arranging: Arranging | undefined
}

const WIDTHS = [1, 2, 3].map((width) => ({
  value: String(width),
  label: [t`One third`, t`Two thirds`, t`Whole width`][width - 1]!,
}))

/** One tile: its view's name leads there, and below stands what it finds. */
export function TileFrame({ tile, place, of, arranging }: TileFrameProps) {
  const { view, ...asked } = useView(tile.viewId)
  const { subjects, error, retry } = useSubjects()
  const name = view?.name ?? (asked.error ? t`A view you may not see` : '…')
  const label = t`${name} (${place} of ${of})`
  return (
    <Paper
      component="section"
      aria-label={label}
      p="md"
      withBorder
      className={classes.tile}
      data-width={tile.width}
      draggable={arranging !== undefined}
      onDragStart={arranging?.onDragStart}
      onDragOver={(event) => arranging && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        arranging?.onDrop()
      }}
    >
      <Group justify="space-between" wrap="nowrap" mb="xs" gap="xs">
        <Text component="h2" fw={600} className={classes.title}>
          {view ? <TextLink {...linkTo(tile, [])}>{name}</TextLink> : name}
        </Text>
        {arranging && <Handle {...{ name, place, of, arranging }} />}
      </Group>
      {arranging && (
        <Group gap="xs" mb="sm">
          <Select
            aria-label={t`${name}: shown as`}
            size="xs"
            w={110}
            allowDeselect={false}
            data={KINDS}
            value={tile.as}
            onChange={(as) => arranging.onChange({ ...tile, as: as as Tile['as'] })}
          />
          <Select
            aria-label={t`${name}: width`}
            size="xs"
            w={130}
            allowDeselect={false}
            data={WIDTHS}
            value={String(tile.width)}
            onChange={(width) => arranging.onChange({ ...tile, width: Number(width) })}
          />
        </Group>
      )}
      <div className={classes.content} data-as={tile.as}>
        {asked.error ? (
          <ErrorNotice error={asked.error} onRetry={asked.retry} />
        ) : error ? (
          <ErrorNotice error={error} onRetry={retry} />
        ) : view && subjects ? (
          <TileContent {...{ tile, label, view }} subject={subjectOf(subjects, view.subject)} />
        ) : (
          <LinesSkeleton lines={tile.as === 'number' ? 2 : 6} />
        )}
      </div>
    </Paper>
  )
}

interface HandleProps {
  name: string
  place: number
  of: number
  arranging: Arranging
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

/** Moved by dragging the tile, or with the arrow keys once this has the focus. */
function Handle({ name, place, of, arranging }: HandleProps) {
  function onKeyDown(event: KeyboardEvent) {
    const by = STEPS[event.key]
    if (by === undefined) return
    event.preventDefault()
    arranging.onMove(by)
  }
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t`Move ${name}, tile ${place} of ${of}: arrow keys, or drag it`}
        onKeyDown={onKeyDown}
        className={classes.handle}
      >
        <IconGripVertical size={16} aria-hidden />
      </ActionIcon>
      <CloseButton size="sm" aria-label={t`Take ${name} off`} onClick={arranging.onRemove} />
    </Group>
  )
}
