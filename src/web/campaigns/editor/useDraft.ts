import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, keyOf, refresh, useAnswer } from '../../api.ts'
import { dropBackup, keepBackup, takeBackup } from './backup.ts'
import { wordsOf, type Draft, type Words } from './words.ts'

/** After so long without a key, what was typed is saved. */
const SAVE_AFTER_MS = 700
const WAITING_PACE_MS = 1_000
const SENDING_PACE_MS = 30_000

/** How often a campaign is read again: its service is being told, or it is about to be sent. */
function paceOf(draft: Draft | undefined): number | false {
  if (draft?.telling === 'waiting') return WAITING_PACE_MS
  const isMoving = draft?.status === 'scheduled' || draft?.status === 'sending'
  return isMoving ? SENDING_PACE_MS : false
}

/** A campaign under way: what is written, saved by itself, one change after another. */
export function useDraft(campaignId: number) {
  const given = { params: { campaignId } }
  const { data: draft, error, refetch } = useAnswer('campaigns.draft', given, { every: paceOf })
  const saving = useSaving(campaignId, draft)
  return {
    draft,
    error,
    retry: () => void refetch(),
    words: draft && { ...wordsOf(draft), ...saving.unsaved },
    ...saving,
    /** Gives up what was typed for what the server has. */
    loadAnew: async () => {
      dropBackup(campaignId)
      const { data } = await refetch()
      saving.begin(data)
    },
  }
}

/** What was typed and not saved yet, and its way to the server. */
function useSaving(campaignId: number, draft: Draft | undefined) {
  const queryClient = useQueryClient()
  const [unsaved, setUnsaved] = useState<Partial<Words> | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const version = useRef(0)
  if (draft !== undefined && unsaved === null) {
    version.current = draft.version
    setUnsaved(takeBackup(campaignId, draft.version))
  }
  const isDirty = unsaved !== null && Object.keys(unsaved).length > 0

  function keep(answer: Draft) {
    version.current = answer.version
    queryClient.setQueryData(keyOf('campaigns.draft', { params: { campaignId } }), answer)
  }

  async function save(): Promise<boolean> {
    if (!isDirty) return true
    setSaving(true)
    try {
      const body = { ...unsaved, version: version.current }
      keep(await call('campaigns.edit', { params: { campaignId }, body }))
      // What was typed meanwhile is saved next.
      setUnsaved((now) => withoutSame(now ?? {}, unsaved))
      setRefusal(null)
      dropBackup(campaignId)
      await refresh(queryClient, ['campaigns.list', 'campaigns.show', 'campaigns.tagWarnings'])
      return true
    } catch (error) {
      setRefusal(error)
      return false
    } finally {
      setSaving(false)
    }
  }

  useSavingByItself({ campaignId, unsaved, version: version.current }, save, {
    isDue: isDirty && !isSaving && refusal === null,
  })
  return {
    unsaved,
    isSaving,
    isDirty,
    refusal,
    save,
    keep,
    /** The version the server has, as far as it told. */
    versionNow: () => version.current,
    write: (words: Partial<Words>) => {
      setRefusal(null)
      setUnsaved((now) => ({ ...now, ...words }))
    },
    begin: (from: Draft | undefined) => {
      if (from) version.current = from.version
      setRefusal(null)
      setUnsaved({})
    },
  }
}

/** Saves a while after the last key, and keeps what is not saved in the tab until then. */
function useSavingByItself(
  of: { campaignId: number; unsaved: Partial<Words> | null; version: number },
  save: () => Promise<boolean>,
  { isDue }: { isDue: boolean },
): void {
  const latest = useRef(save)
  latest.current = save
  const { campaignId, unsaved, version } = of
  useEffect(() => {
    if (unsaved === null || Object.keys(unsaved).length === 0) return
    keepBackup(campaignId, { version, words: unsaved })
    if (!isDue) return
    const timer = setTimeout(() => void latest.current(), SAVE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [campaignId, isDue, unsaved, version])
}

function withoutSame(now: Partial<Words>, saved: Partial<Words>): Partial<Words> {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => value !== saved[name as keyof Words]),
  )
}
