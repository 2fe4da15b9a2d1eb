// Sets that wait to be sent, in IndexedDB: `items` in the order they were logged, `sessions` what the server made of
// sessions that were begun without network. Every row belongs to one user, named by the key the server gives.

const NAME = "workouttracker";
const VERSION = 1;
let opened = null;

function upgrade(database) {
  const items = database.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
  items.createIndex("id", "id", { unique: true });
  items.createIndex("user", "user");
  database.createObjectStore("sessions", { keyPath: ["user", "client_id"] });
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onblocked = () => reject(new Error("another tab holds an older database"));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      // A newer page may want to change the shape: let go, and open anew when asked again.
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      request.result.onclose = () => (opened = null);
      resolve(request.result);
    };
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** Runs `work(store)` in one transaction; what its request gave, once everything is on the disk. */
async function inStore(name, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request?.error);
  });
}

/** The items of `user`, in the order they were logged. */
export async function itemsOf(user) {
  const found = await inStore("items", "readonly", (store) => store.index("user").getAll(user));
  return found.sort((one, other) => one.seq - other.seq);
}

/** Stores a new item and gives it its place. */
export async function addItem(item) {
  const seq = await inStore("items", "readwrite", (store) => store.add(item));
  return { ...item, seq };
}

/** Writes a changed item back; one that is gone meanwhile stays gone. */
export function putItem(item) {
  return inStore("items", "readwrite", (store) => {
    const request = store.get(item.seq);
    request.onsuccess = () => {
      if (request.result) store.put(item);
    };
    return request;
  });
}

export function removeItem(seq) {
  return inStore("items", "readwrite", (store) => store.delete(seq));
}

/** Remembers that the session begun as `clientId` is number `sessionId` on the server. */
export function rememberSession(user, clientId, sessionId) {
  const row = { user, client_id: clientId, session_id: sessionId };
  return inStore("sessions", "readwrite", (store) => store.put(row));
}

/** The number of the session begun as `clientId`, or undefined. */
export async function sessionNumber(user, clientId) {
  const row = await inStore("sessions", "readonly", (store) => store.get([user, clientId]));
  return row?.session_id;
}
