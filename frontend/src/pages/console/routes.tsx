/** The pages of the console. They are a part of the app by themselves, so that no other page carries even their names. */
import { lazy, type ComponentType } from 'react';
import { Route, Routes } from 'react-router';
import { Component as ConsoleFrame } from './frame';

/** A page is fetched when somebody goes there; until it is here, the present page stays. */
function page(load: () => Promise<{ Component: ComponentType }>) {
  return lazy(async () => ({ default: (await load()).Component }));
}

const Overview = page(() => import('./overview'));
const Users = page(() => import('./users'));
const User = page(() => import('./user'));
const Clients = page(() => import('./clients'));
const ClientNew = page(() => import('./client_new'));
const Client = page(() => import('./client'));
const ClientEdit = page(() => import('./client_edit'));
const TryFlow = page(() => import('./try_flow'));
const Workflows = page(() => import('./workflows'));
const Workers = page(() => import('./workers'));
const Run = page(() => import('./run'));
const Schedules = page(() => import('./schedules'));
const Audit = page(() => import('./audit'));
const Keys = page(() => import('./keys'));
const ServerHealth = page(() => import('./health'));
const Limits = page(() => import('./limits'));
const Search = page(() => import('./search'));
const Nothing = page(() => import('./nothing'));

export function Component() {
  return (
    <Routes>
      <Route element={<ConsoleFrame />}>
        <Route index element={<Overview />} />
        <Route path="users" element={<Users />} />
        <Route path="users/:id" element={<User />} />
        <Route path="clients" element={<Clients />} />
        <Route path="clients/new" element={<ClientNew />} />
        <Route path="clients/:id" element={<Client />} />
        <Route path="clients/:id/edit" element={<ClientEdit />} />
        <Route path="clients/:id/try" element={<TryFlow />} />
        <Route path="workflows" element={<Workflows />} />
        <Route path="workflows/workers" element={<Workers />} />
        <Route path="workflows/:id" element={<Run />} />
        <Route path="schedules" element={<Schedules />} />
        <Route path="audit" element={<Audit />} />
        <Route path="keys" element={<Keys />} />
        <Route path="health" element={<ServerHealth />} />
        <Route path="limits" element={<Limits />} />
        <Route path="search" element={<Search />} />
        <Route path="*" element={<Nothing />} />
      </Route>
    </Routes>
  );
}
