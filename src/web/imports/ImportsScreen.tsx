export default function ImportsScreen() { return null }
