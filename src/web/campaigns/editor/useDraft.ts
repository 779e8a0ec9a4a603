import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
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
  const queryClient = useQueryClient()
  const [unsaved, setUnsaved] = useState<Partial<Words> | null>(null)
  const [saving, setSaving] = useState<'idle' | 'saving'>('idle')
  const [refusal, setRefusal] = useState<unknown>(null)
  const version = useRef(0)
  if (draft !== undefined && unsaved === null) {
    version.current = draft.version
    setUnsaved(takeBackup(campaignId, draft.version))
  }

  const keep = useCallback(
    (answer: Draft) => {
      version.current = answer.version
      queryClient.setQueryData(keyOf('campaigns.draft', { params: { campaignId } }), answer)
    },
    [campaignId, queryClient],
  )

  const save = useCallback(async (): Promise<boolean> => {
    if (unsaved === null || Object.keys(unsaved).length === 0) return true
    setSaving('saving')
    try {
      const body = { ...unsaved, version: version.current }
      keep(await call('campaigns.edit', { params: { campaignId }, body }))
      // What was typed meanwhile is saved next.
      setUnsaved((now) => withoutSame(now ?? {}, unsaved))
      setRefusal(null)
      dropBackup(campaignId)
      await refresh(queryClient, ['campaigns.list', 'campaigns.show'])
      return true
    } catch (error) {
      setRefusal(error)
      return false
    } finally {
      setSaving('idle')
    }
  }, [campaignId, keep, queryClient, unsaved])

  const isDirty = unsaved !== null && Object.keys(unsaved).length > 0
  useEffect(() => {
    if (!isDirty) return
    keepBackup(campaignId, { version: version.current, words: unsaved })
    if (saving !== 'idle' || refusal !== null) return
    const timer = setTimeout(() => void save(), SAVE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [campaignId, isDirty, refusal, save, saving, unsaved])

  return {
    draft,
    error,
    retry: () => void refetch(),
    words: draft && { ...wordsOf(draft), ...unsaved },
    write: (words: Partial<Words>) => {
      setRefusal(null)
      setUnsaved((now) => ({ ...now, ...words }))
    },
    save,
    /** The version the server has, as far as it told. */
    versionNow: () => version.current,
    keep,
    saving,
    isDirty,
    refusal,
    /** Gives up what was typed for what the server has. */
    loadAnew: async () => {
      dropBackup(campaignId)
      setRefusal(null)
      const { data } = await refetch()
      if (data) version.current = data.version
      setUnsaved({})
    },
  }
}

function withoutSame(now: Partial<Words>, saved: Partial<Words>): Partial<Words> {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => value !== saved[name as keyof Words]),
  )
}
