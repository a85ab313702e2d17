// Prints what processor time the process has used, in microseconds, whenever it is asked by a signal.
process.on('SIGUSR2', () => {
  const { user, system } = process.cpuUsage()
  console.log(`cpu ${user + system}`)
})
