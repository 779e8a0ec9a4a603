/** Where a process under test reads at what moment it is to die. */
export const CRASH_VARIABLE = 'HOMING_FAULTS_CRASH'
