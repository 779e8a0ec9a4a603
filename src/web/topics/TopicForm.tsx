import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { NeededPreview } from './NeededPreview.tsx'
import { NEEDED, TOPICS_SHOWN_BY, type Needed, type Topic, type TopicGroup } from './words.ts'

interface TopicFormProps {
  groups: TopicGroup[]
  /** The topic to change; a new one is made without. */
  topic?: Topic
}

/** Makes a topic, or changes what one is called, says or needs. */
export function TopicForm({ groups, topic }: TopicFormProps) {
  const [isOpen, dialogue] = useDisclosure()
  return (
    <>
      <Button
        size={topic ? 'compact-xs' : 'compact-sm'}
        variant={topic ? 'subtle' : 'filled'}
        onClick={dialogue.open}
        aria-label={topic && t`Edit ${topic.name}…`}
      >
        {topic ? t`Edit…` : t`Make a topic…`}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={topic ? t`Edit ${topic.name}` : t`Make a topic`}
        centered
      >
        <Fields groups={groups} topic={topic} onDone={dialogue.close} />
      </Modal>
    </>
  )
}

function Fields({ groups, topic, onDone }: TopicFormProps & { onDone: () => void }) {
  const create = useChange('topics.create', [...TOPICS_SHOWN_BY])
  const change = useChange('topics.change', [...TOPICS_SHOWN_BY])
  const form = useForm({
    initialValues: {
      name: topic?.name ?? '',
      description: topic?.description ?? '',
      groupId: topic?.groupId == null ? '' : String(topic.groupId),
      consentNeeded: topic?.consentNeeded ?? '',
    },
    validate: { name: isNotEmpty(t`Say what you write about.`) },
  })
  const { send, isWorking, error } = useFormCall(form)

  async function save({ name, description, groupId, consentNeeded }: typeof form.values) {
    const body = {
      name,
      description,
      groupId: groupId === '' ? null : Number(groupId),
      consentNeeded: consentNeeded === '' ? null : (consentNeeded as Needed),
    }
    const isDone = await send(() =>
      topic
        ? change.mutateAsync({ params: { topicId: topic.id }, body })
        : create.mutateAsync({ body }),
    )
    if (isDone) onDone()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
      <Stack gap="md">
        <TextInput
          label={t`Name`}
          description={t`As people read it when they choose what they want.`}
          placeholder={t`Tax news`}
          required
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Textarea
          label={t`Description`}
          placeholder={t`What changed in tax law, once a month`}
          maxLength={500}
          autosize
          {...form.getInputProps('description')}
        />
        <Select
          label={t`Group`}
          placeholder={t`No group`}
          clearable
          clearButtonProps={{ 'aria-label': t`No group` }}
          data={groups.map((group) => ({ value: String(group.id), label: group.name }))}
          {...form.getInputProps('groupId')}
          onChange={(value) => form.setFieldValue('groupId', value ?? '')}
        />
        <Select
          label={t`What it needs`}
          allowDeselect={false}
          data={[
            { value: '', label: t`As the firm says` },
            ...Object.entries(NEEDED).map(([value, { name }]) => ({ value, label: name })),
          ]}
          {...form.getInputProps('consentNeeded')}
        />
        {topic && (
          <NeededPreview
            topicId={topic.id}
            consentNeeded={(form.values.consentNeeded || null) as Needed | null}
          />
        )}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={isWorking}>
            {topic ? t`Save` : t`Make the topic`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
