import './styles'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { StreamProvider } from './data/stream'
import { App } from './shell/app'
import { cssVariables, theme } from './theme'

const queries = new QueryClient({
  // The server is on the same machine: what failed once fails again, and the person gets a button to try it.
  defaultOptions: { queries: { retry: 1, retryDelay: 500, staleTime: 5_000, refetchOnWindowFocus: false } },
})

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="top-right" autoClose={6_000} />
      <QueryClientProvider client={queries}>
        <StreamProvider>
          <App />
        </StreamProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>
)
