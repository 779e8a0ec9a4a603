import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { CrmCampaigns } from '../../activities/CrmCampaigns.tsx'
import { useAnswer } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../../pieces/Go.tsx'
import { PageHeader } from '../../pieces/PageHeader.tsx'
import { Panel } from '../../pieces/Panel.tsx'
import { PageSkeleton } from '../../pieces/Skeletons.tsx'
import { useMay } from '../../session/session.ts'
import { CampaignState } from '../CampaignState.tsx'
import { About } from './About.tsx'
import { Actions } from './Actions.tsx'
import { Audience } from './Audience.tsx'
import { Checklist } from './Checklist.tsx'
import { Content } from './Content.tsx'
import classes from './editor.module.css'
import { Envelope } from './Envelope.tsx'
import { MasterChoice } from './MasterChoice.tsx'
import { useAble, type Able } from './parts.ts'
import { ServiceFields } from './ServiceFields.tsx'
import { StateLine } from './StateLine.tsx'
import { useDraft } from './useDraft.ts'

const route = getRouteApi('/inside/campaigns/$campaignId/edit')

/** A campaign is written here: saved by itself, told to its service when asked for. */
export default function EditorScreen() {
  const campaignId = Number(route.useParams().campaignId)
  const editor = useDraft(campaignId)
  const { able, error: ableError, retry: askAble } = useAble()
  const { draft, words } = editor
  const failed = editor.error ?? ableError
  if (failed && (!draft || !able)) {
    return <ErrorNotice isPage error={failed} onRetry={() => [editor.retry(), askAble()]} />
  }
  if (!draft || !words || !able) return <PageSkeleton />
  return <Editor {...{ editor, draft, words, able }} />
}

type Whole<T> = { [K in keyof T]-?: NonNullable<T[K]> }
type Editing = ReturnType<typeof useDraft>

interface EditorProps extends Whole<Pick<Editing, 'draft' | 'words'>> {
  editor: Editing
  able: Able[]
}

function Editor({ editor, draft, words, able }: EditorProps) {
  const may = useMay()
  const { write, save, keep, versionNow } = editor
  const isClosed = draft.closed !== null || !may('edit_campaigns')
  const service = able.find(({ id }) => id === words.connectionId)
  const choices = useAnswer(
    'connections.mailingChoices',
    { params: { connectionId: words.connectionId ?? 0 } },
    { isWanted: service !== undefined && may('edit_campaigns') },
  )
  const part = { draft, words, write, isClosed }
  return (
    <>
      <PageHeader
        title={words.name || t`A campaign without a name`}
        sub={
          <>
            <TextLink
              size="sm"
              underline="always"
              to="/campaigns/$campaignId"
              params={{ campaignId: String(draft.campaignId) }}
            >
              {t`Its window`}
            </TextLink>
            {' · '}
            <CampaignState status={draft.status} />
            {' · '}
            <SavedWords editor={editor} />
          </>
        }
      />
      {draft.closed !== null && (
        <Alert variant="outline" color="gray" className={classes.closed} mb="md" role="status">
          <Group gap="md" justify="space-between">
            {said(draft.closed)}
            {may('edit_campaigns') && (
              <ButtonLink
                size="xs"
                variant="default"
                to="/campaigns/new"
                search={{ copyOf: String(draft.campaignId) }}
              >
                {t`Copy it into a new campaign`}
              </ButtonLink>
            )}
          </Group>
        </Alert>
      )}
      {editor.refusal !== null && <Conflict editor={editor} />}
      <div className={classes.editor}>
        <Stack gap="md" className={classes.form}>
          <About {...part} able={able} />
          {service === undefined ? (
            <NoService able={able} />
          ) : (
            <>
              {service.mailings.isCopy ? (
                <MasterChoice {...part} title={service.connectorTitle} choices={choices.data} />
              ) : (
                <Envelope {...part} service={service} choices={choices.data} />
              )}
              <Content {...part} isShownOnly={service.mailings.isCopy} />
              <Audience {...part} title={service.connectorTitle} choices={choices} />
              <ServiceFields {...part} service={service} />
            </>
          )}
        </Stack>
        <Stack gap="md" className={classes.aside} data-first={isClosed || undefined}>
          <Panel title={t`Its service`}>
            <StateLine draft={draft} />
          </Panel>
          <Checklist draft={draft} />
          <CrmCampaigns campaignId={draft.campaignId} />
          <Actions {...{ draft, service, save, keep, versionNow }} />
        </Stack>
      </div>
    </>
  )
}

function SavedWords({ editor }: { editor: Editing }) {
  if (editor.refusal !== null) return <>{t`not saved, kept in this tab`}</>
  if (editor.isSaving || editor.isDirty) return <>{t`saving…`}</>
  return <>{t`all saved here`}</>
}

/** What was typed stays in the form until somebody decides. */
function Conflict({ editor }: { editor: Editing }) {
  return (
    <Stack gap="xs" mb="md">
      <ErrorNotice error={editor.refusal} />
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => void editor.save()}>
          {t`Save again`}
        </Button>
        <Button size="xs" variant="default" onClick={() => void editor.loadAnew()}>
          {t`Drop what I typed, and load it anew`}
        </Button>
      </Group>
    </Stack>
  )
}

function NoService({ able }: { able: Able[] }) {
  return (
    <Panel title={t`E-mail service`}>
      <Text size="sm">
        {able.length === 0
          ? t`No connection can be given campaigns yet.`
          : t`Choose the e-mail service above: subject, content and lists follow what it takes.`}
      </Text>
      {able.length === 0 && (
        <ButtonLink mt="sm" variant="default" to="/connections/new">
          {t`Connect an e-mail service`}
        </ButtonLink>
      )}
    </Panel>
  )
}
