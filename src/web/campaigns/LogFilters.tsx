import { Button, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import {
  BOUNCE_CLASSES,
  bounceCodes,
  bounceWords,
  figureNames,
  figureWords,
  type BounceClass,
  type FigureName,
} from './figures.ts'
import { readWithWords } from './readWith.ts'
import type { BounceCode, PanelProps } from './useWindow.ts'

/** Whose log, and whose people: figure, owner, and the bounce class or link where it applies. */
export function LogFilters({ campaign, window, change }: PanelProps) {
  const { figure, linkId, ruleId } = window
  return (
    <>
      <Select
        aria-label={t`Which log`}
        flex="1 1 140px"
        maw={200}
        allowDeselect={false}
        value={figure}
        onChange={(name) => name && change({ tab: 'log', figure: name as FigureName }, 'leave')}
        data={figureNames(campaign).map((name) => ({
          value: name,
          label: figureWords(campaign)[name].label,
        }))}
      />
      <OwnerFilter owner={window.owner} onChoose={(owner) => change({ owner })} />
      {figure === 'bounces' && campaign.bounceClasses !== null && (
        <BounceFilters {...{ campaign, window, change }} />
      )}
      {figure === 'clicks' && linkId !== undefined && (
        <TakeOff words={t`One link only: show all`} onClick={() => change({ linkId: undefined })} />
      )}
      {figure === 'clicks' && ruleId !== undefined && (
        <TakeOff words={t`One rule only: show all`} onClick={() => change({ ruleId: undefined })} />
      )}
      {window.domain !== '' && (
        <TakeOff
          words={t`At ${window.domain} only: show all`}
          onClick={() => change({ domain: '' })}
        />
      )}
      {(figure === 'opens' || figure === 'clicks') && window.readWith !== '' && (
        <TakeOff
          words={t`With ${readWithWords(window.readWith)} only: show all`}
          onClick={() => change({ readWith: '' })}
        />
      )}
    </>
  )
}

/** What narrows the log, and takes itself away. */
function TakeOff({ words, onClick }: { words: string; onClick: () => void }) {
  return (
    <Button
      variant="default"
      size="sm"
      rightSection={<IconX size={14} aria-hidden />}
      onClick={onClick}
    >
      {words}
    </Button>
  )
}

/** The class of the bounces, and one of the codes the campaign's bounces came with. */
function BounceFilters({ campaign, window, change }: PanelProps) {
  const { bounceClass, bounceId } = window
  const isFax = campaign.channel === 'fax'
  const codes = (campaign.bounceClasses ?? []).filter(
    (row) => row.class === (bounceClass ?? row.class),
  )
  return (
    <>
      <Select
        aria-label={isFax ? t`Kind of failure` : t`Class of bounce`}
        placeholder={isFax ? t`Any failure` : t`Any bounce`}
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
        aria-label={isFax ? t`What the fax server said` : t`Code of bounce`}
        placeholder={isFax ? t`Any reason` : t`Any code`}
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

function codeLabel(row: BounceCode): string {
  return row.note ? `${said(row.note)} (${bounceCodes(row)})` : bounceCodes(row)
}

function OwnerFilter({ owner, onChoose }: { owner: string; onChoose: (owner: string) => void }) {
  const { data } = useAnswer('people.owners', {})
  const owners = data?.items ?? []
  if (owners.length === 0 && owner === '') return null
  const names = owners.map(({ name }) => name)
  const isKnown = owner === '' || names.includes(owner)
  return (
    <Select
      aria-label={t`Owner`}
      placeholder={t`Any owner`}
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
