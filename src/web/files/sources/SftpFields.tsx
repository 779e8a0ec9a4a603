import { Group, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import type { SourceWords } from './kinds.ts'
import type { FieldsProps } from './SourceForm.tsx'

/** Where the server is, who signs in and how, and the key it must show. */
export function SftpFields({ form, isKept }: FieldsProps) {
  const stays = isKept ? 'Empty: it stays what it is.' : 'Kept sealed.'
  return (
    <>
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label="Server"
          placeholder="files.example.com"
          required
          {...form.getInputProps('host')}
        />
        <NumberInput label="Port" min={1} max={65_535} maw={120} {...form.getInputProps('port')} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label="User" required autoComplete="off" {...form.getInputProps('user')} />
        <TextInput label="Folder there" placeholder="/exports" {...form.getInputProps('path')} />
      </Group>
      <SegmentedControl
        aria-label="How it signs in"
        data={[
          { value: 'password', label: 'Password' },
          { value: 'key', label: 'Private key' },
        ]}
        value={form.values.signIn}
        onChange={(value) => form.setFieldValue('signIn', value as SourceWords['signIn'])}
      />
      {form.values.signIn === 'password' ? (
        <TextInput
          label="Password"
          description={stays}
          type="password"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
      ) : (
        <>
          <Textarea
            label="Private key"
            description={stays}
            placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            autosize
            minRows={3}
            maxRows={6}
            {...form.getInputProps('privateKey')}
          />
          <TextInput
            label="Passphrase of the key"
            type="password"
            autoComplete="new-password"
            {...form.getInputProps('passphrase')}
          />
        </>
      )}
      <TextInput
        label="The server’s key"
        description="Its fingerprint. Empty: the one it shows first is remembered."
        placeholder="SHA256:…"
        {...form.getInputProps('hostKey')}
      />
    </>
  )
}
