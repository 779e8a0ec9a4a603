export { openSecrets, Secrets } from './secrets.ts'
