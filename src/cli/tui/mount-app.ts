import { render } from 'ink';
import { createElement } from 'react';
import { App, type AppProps } from './app.tsx';

/** Ink, React and the views: loaded when a screen is shown, after the first frame. */
export function mountApp(
  props: AppProps,
  streams: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream },
): { readonly unmount: () => Promise<void> } {
  const ink = render(createElement(App, props), {
    ...streams,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    async unmount() {
      ink.unmount();
      await ink.waitUntilExit();
    },
  };
}
