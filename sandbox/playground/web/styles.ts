// The order counts: what comes later wins.
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './base.css'
