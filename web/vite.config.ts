import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { packedFiles } from './packed-files.js'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), packedFiles()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // nothing inline: the policy for scripts and styles allows files only
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // tells the hub which file holds the words of a language
    manifest: true,
    rolldownOptions: {
      output: {
        // what every page needs is two files: libraries, which seldom change, and the app. Dozens of small ones would pack
        // worse, and wait for each other on a slow line
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/ },
            { name: 'app', tags: ['$initial'] },
          ],
        },
      },
    },
  },
})
