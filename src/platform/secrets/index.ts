export { knownSecrets, rememberSecret } from './known.ts'
export { openSecrets, Secrets } from './secrets.ts'
