/** Files of an SFTP server: one connection, the server's key compared, everything bounded. */
export { SftpFault, type SftpFaultKind } from './fault.ts'
export { keyProblem } from './private-key.ts'
export { openSftp } from './session.ts'
