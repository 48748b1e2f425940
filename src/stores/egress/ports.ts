/**
 * Ports from 1024 on that speak something else than HTTP, or HTTP that was never meant for strangers (databases, caches,
 * container daemons). A request to them could be read as a command.
 */
const SERVICE_PORTS = new Set([
  1080, 1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3260, 3306, 3389,
  3659, 4045, 4190, 4899, 5060, 5061, 5432, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666,
  6667, 6668, 6669, 6679, 6697, 8500, 8600, 9042, 9092, 9100, 9160, 9200, 9300, 10080, 10250, 10255, 11211,
  15672, 16379, 26257, 27017, 27018, 28017, 50070,
])

/** Below 1024 only the ports of the web. */
export const isWebPort = (port: number): boolean =>
  port === 80 || port === 443 || (port >= 1024 && port <= 65535 && !SERVICE_PORTS.has(port))
