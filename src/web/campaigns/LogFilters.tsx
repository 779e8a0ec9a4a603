import { Button, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useAnswer } from '../api.ts'
import {
  BOUNCE_CLASSES,
  bounceCodes,
  bounceWords,
  figuresOf,
  figureWords,
  type BounceClass,
  type FigureName,
} from './figures.ts'
import type { PanelProps } from './useWindow.ts'

/** Whose log, and whose people: figure, owner, and the bounce class or link where it applies. */
export function LogFilters({ campaign, window, change }: PanelProps) {
  const { figure, linkId, ruleId } = window
  return (
    <>
      <Select
        aria-label="Which log"
        flex="1 1 140px"
        maw={200}
        allowDeselect={false}
        value={figure}
        onChange={(name) => name && change({ tab: 'log', figure: name as FigureName }, 'leave')}
        data={figuresOf(campaign).map((name) => ({
          value: name,
          label: figureWords(campaign)[name].label,
        }))}
      />
      <OwnerFilter owner={window.owner} onChoose={(owner) => change({ owner })} />
      {figure === 'bounces' && <BounceFilters {...{ campaign, window, change }} />}
      {figure === 'clicks' && linkId !== undefined && (
        <Button
          variant="default"
          size="sm"
          rightSection={<IconX size={14} aria-hidden />}
          onClick={() => change({ linkId: undefined })}
        >
          One link only: show all
        </Button>
      )}
      {figure === 'clicks' && ruleId !== undefined && (
        <Button
          variant="default"
          size="sm"
          rightSection={<IconX size={14} aria-hidden />}
          onClick={() => change({ ruleId: undefined })}
        >
          One rule only: show all
        </Button>
      )}
    </>
  )
}

/** The class of the bounces, and one of the codes the campaign's bounces came with. */
function BounceFilters({ campaign, window, change }: PanelProps) {
  const { bounceClass, bounceId } = window
  const isFax = campaign.channel === 'fax'
  const codes = campaign.bounceClasses.filter((row) => row.class === (bounceClass ?? row.class))
  return (
    <>
      <Select
        aria-label={isFax ? 'Kind of failure' : 'Class of bounce'}
        placeholder={isFax ? 'Any failure' : 'Any bounce'}
        flex="1 1 140px"
        maw={200}
        clearable
        value={bounceClass ?? null}
        onChange={(name) =>
          change({
            bounceClass: (name as BounceClass | null) ?? undefined,
            bounceId: undefined,
          })
        }
        data={BOUNCE_CLASSES.map((name) => ({
          value: name,
          label: bounceWords(campaign)[name].label,
        }))}
      />
      <Select
        aria-label={isFax ? 'What the fax server said' : 'Code of bounce'}
        placeholder={isFax ? 'Any reason' : 'Any code'}
        flex="1 1 140px"
        maw={240}
        clearable
        searchable
        value={bounceId === undefined ? null : String(bounceId)}
        onChange={(id) => change({ bounceId: id === null ? undefined : Number(id) })}
        data={codes.map((row) => ({ value: String(row.id), label: codeLabel(row) }))}
      />
    </>
  )
}

function codeLabel(row: PanelProps['campaign']['bounceClasses'][number]): string {
  return row.note ? `${row.note} (${bounceCodes(row)})` : bounceCodes(row)
}

function OwnerFilter({ owner, onChoose }: { owner: string; onChoose: (owner: string) => void }) {
  const { data } = useAnswer('people.owners', {})
  const owners = data?.items ?? []
  if (owners.length === 0 && owner === '') return null
  const names = owners.map(({ name }) => name)
  const isKnown = owner === '' || names.includes(owner)
  return (
    <Select
      aria-label="Owner"
      placeholder="Any owner"
      flex="1 1 140px"
      maw={240}
      clearable
      searchable
      value={owner || null}
      onChange={(name) => onChoose(name ?? '')}
      data={isKnown ? names : [...names, owner]}
    />
  )
}
