// A visit goes on in one tab: the newest. An older one is told, and takes over again when it is loaded anew.
export function holdTab(name, onLost) {
  if (!navigator.locks) return Promise.resolve(); // plain http: two tabs ask the same, and the first answer stands
  return new Promise((resolve) => {
    const forEver = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(name, { steal: true }, forEver).catch(onLost);
  });
}
