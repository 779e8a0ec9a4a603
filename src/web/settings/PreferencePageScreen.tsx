import { Button, Grid, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { listed, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { PagePreview } from './PagePreview.tsx'

type PageSettings = AnswerTo<'preferencePage.show'>

const COLOUR = /^(#[0-9a-f]{6})?$/i

/** The firm's own words on the page where people choose what they get. */
export default function PreferencePageScreen() {
  const { data, error, refetch } = useAnswer('preferencePage.show', {})
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={6} />
  return <Words settings={data} />
}

function Words({ settings }: { settings: PageSettings }) {
  const change = useChange('preferencePage.change', ['preferencePage.show', 'audit.list'])
  const { language, heading, intro, imprint, contact, colour } = settings
  const form = useForm({
    initialValues: { language, heading, intro, imprint, contact, colour },
    validate: {
      colour: (text) =>
        COLOUR.test(text.trim()) ? null : t`Six hexadecimal digits after a #, such as #1c5bb8.`,
    },
  })
  const { send, isWorking, error } = useFormCall(form)
  const save = (body: typeof form.values) =>
    send(async () => {
      await change.mutateAsync({ body })
      form.resetDirty(body)
      notifyDone(t`The page says so from now on.`)
    })
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Panel title={t`Your words`}>
          <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
            <Stack gap="md">
              <Text size="sm" c="dimmed">
                {t`People reach the page by the link in a mail. Its other texts are there in
                  ${listed(settings.languages.map(({ name }) => name))}.`}
              </Text>
              {settings.baseUrlProblem !== null && (
                <div>
                  <StateBadge tone="waiting">{t`People will not reach it yet`}</StateBadge>
                  <Text size="sm">{said(settings.baseUrlProblem)}</Text>
                </div>
              )}
              <NativeSelect
                label={t`Language of your words and topics`}
                data={settings.languages.map(({ id, name }) => ({ value: id, label: name }))}
                {...form.getInputProps('language')}
              />
              <TextInput label={t`Heading`} maxLength={120} {...form.getInputProps('heading')} />
              <Textarea
                label={t`Introduction`}
                maxLength={1000}
                autosize
                minRows={2}
                {...form.getInputProps('intro')}
              />
              <TextInput
                label={t`How people reach you`}
                description={t`Shown where the page cannot help.`}
                placeholder="privacy@yourfirm.com"
                maxLength={200}
                {...form.getInputProps('contact')}
              />
              <Textarea
                label={t`Imprint`}
                description={t`At the foot of the page.`}
                maxLength={500}
                autosize
                minRows={2}
                {...form.getInputProps('imprint')}
              />
              <TextInput
                label={t`Colour`}
                description={t`What stands on it is kept readable. Empty: blue.`}
                placeholder="#1c5bb8"
                maxLength={7}
                {...form.getInputProps('colour')}
              />
              {error !== null && <ErrorNotice error={error} />}
              <Group justify="flex-end">
                <Button type="submit" loading={isWorking} disabled={!form.isDirty()}>
                  {t`Save`}
                </Button>
              </Group>
            </Stack>
          </form>
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <PagePreview words={form.values} languages={settings.languages} />
      </Grid.Col>
    </Grid>
  )
}
