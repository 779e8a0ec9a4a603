import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useChange } from '../api.ts'
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
        aria-label={topic && `Edit ${topic.name}…`}
      >
        {topic ? 'Edit…' : 'Make a topic…'}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={topic ? `Edit ${topic.name}` : 'Make a topic'}
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
    validate: { name: isNotEmpty('Say what you write about.') },
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
          label="Name"
          description="As people read it when they choose what they want."
          placeholder="Tax news"
          required
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Textarea
          label="Description"
          placeholder="What changed in tax law, once a month"
          maxLength={500}
          autosize
          {...form.getInputProps('description')}
        />
        <Select
          label="Group"
          placeholder="No group"
          clearable
          clearButtonProps={{ 'aria-label': 'No group' }}
          data={groups.map((group) => ({ value: String(group.id), label: group.name }))}
          {...form.getInputProps('groupId')}
          onChange={(value) => form.setFieldValue('groupId', value ?? '')}
        />
        <Select
          label="What it needs"
          allowDeselect={false}
          data={[
            { value: '', label: 'As the firm says' },
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
            Cancel
          </Button>
          <Button type="submit" loading={isWorking}>
            {topic ? 'Save' : 'Make the topic'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
