import { Button, FileButton, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { FieldChoices } from './FieldChoices.tsx'
import { PreviewRows } from './PreviewRows.tsx'
import { begunFrom, isWhole, type Mapping } from './rules.ts'

/** A sample goes with each question, so none is asked while somebody types. */
const PAUSE_MS = 300
/** So much of a file is enough to see how it is made. */
const SAMPLE_BYTES = 256 * 1024

interface MakerProps {
  connectionId: number
  state: AnswerTo<'files.mapping'>
  onDone: () => void
}

interface Sample {
  name: string
  base64: string
}

/** Makes a mapping: a sample, the layout it has, which column tells what, and what comes of it. */
export function MappingMaker({ connectionId, state, onDone }: MakerProps) {
  const { inForce, presets } = state
  const [sample, setSample] = useState<Sample | null>(null)
  const [chosen, setChosen] = useState<Mapping | null>(inForce?.rules ?? null)
  const [begun, setBegun] = useState<string | null>(null)
  const [typed, setTyped] = useState(inForce?.name ?? null)
  const preview = usePreview({ connectionId, sample, mapping: chosen })
  const suggested = presets.find(({ id }) => id === preview.data?.suggested)
  const mapping = chosen ?? suggested?.mapping ?? null
  const isReady = mapping !== null && isWhole(mapping)
  // No layout fits: what is known of its columns is where one goes on.
  useEffect(() => {
    if (chosen === null && preview.data?.suggested === null) {
      setChosen(begunFrom(preview.data, presets))
    }
  }, [chosen, preview.data, presets])
  const save = useChange('files.saveMapping', ['files.mapping', 'files.list'])
  const begin = (id: string | null) => {
    const preset = presets.find((one) => one.id === id)
    if (!preset) return
    setBegun(preset.id)
    setChosen(preset.mapping)
  }
  const layout = presets.find(({ id }) => id === (begun ?? suggested?.id))
  const name = typed ?? (layout ? said(layout.title) : '')
  const close = (
    <Button variant="default" onClick={onDone}>
      {t`Close`}
    </Button>
  )
  return (
    <Panel title={t`How files are read`} actions={close}>
      <Stack gap="md">
        <Group align="flex-end">
          <FileButton onChange={(file) => file && void sampleOf(file).then(setSample)}>
            {(props) => (
              // Whoever opened this with the keyboard goes on from here.
              <Button autoFocus variant={sample ? 'default' : 'filled'} {...props}>
                {sample ? t`Another sample` : t`Choose a sample`}
              </Button>
            )}
          </FileButton>
          <Select
            label={t`Begin from a layout`}
            placeholder={t`none of these`}
            data={presets.map(({ id, title }) => ({ value: id, label: said(title) }))}
            value={layout?.id ?? null}
            onChange={begin}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {sample
            ? t`${sample.name}: its beginning is looked at here, and nothing of it is kept.`
            : t`A sample is a file as the service exports it. Its beginning is enough.`}
          {layout && ` ${said(layout.note)}`}
        </Text>
        {preview.error && <ErrorNotice error={preview.error} />}
        {preview.data && isReady && (
          <PreviewRows preview={preview.data} isStale={preview.isFetching} />
        )}
        {mapping && !isReady && (
          <Text size="sm" role="status">
            {t`Choose the columns of the address, of what happened and of the campaign: then you
              see what becomes of the first rows.`}
          </Text>
        )}
        {mapping && (
          <FieldChoices
            mapping={mapping}
            fields={preview.data?.fields ?? []}
            onChange={setChosen}
          />
        )}
        <Group align="flex-end">
          <TextInput
            label={t`Name`}
            maxLength={100}
            value={name}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button
            disabled={!isReady || name.trim() === ''}
            loading={save.isPending}
            onClick={() =>
              save.mutate(
                {
                  params: { connectionId },
                  body: { name, mapping: mapping!, from: inForce?.version ?? 0 },
                },
                {
                  onSuccess: ({ version }) => {
                    notifyDone(t`Files are read by version ${version} from now on.`)
                    onDone()
                  },
                  onError: notifyRefusal,
                },
              )
            }
          >
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

/** Asked anew whenever the sample or the mapping changes; the rows before stay meanwhile. */
function usePreview(ask: { connectionId: number; sample: Sample | null; mapping: Mapping | null }) {
  const { connectionId, sample } = ask
  const [typed] = useDebouncedValue(ask.mapping, PAUSE_MS)
  // Half a mapping is refused: until it is whole, the columns alone are asked for.
  const mapping = typed !== null && isWhole(typed) ? typed : null
  return useQuery({
    queryKey: ['files.preview', connectionId, sample?.name, sample?.base64.length, mapping],
    queryFn: ({ signal }) =>
      call('files.preview', {
        params: { connectionId },
        body: { fileName: sample!.name.slice(0, 200), sample: sample!.base64, mapping },
        signal,
      }),
    enabled: sample !== null,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

function sampleOf(file: File): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const base64 = String(reader.result).split(',')[1] ?? ''
      resolve({ name: file.name, base64 })
    }
    reader.onerror = () => reject(reader.error!)
    reader.readAsDataURL(file.slice(0, SAMPLE_BYTES))
  })
}
