import { lazy, Suspense, useEffect, type ComponentType } from 'react';
import { BrowserRouter, Route, Routes, useLocation, useNavigationType } from 'react-router';
import { Crash } from './pages/crash';
import './shell/back';
import { CrashBoundary } from './shell/crash_boundary';
import { Visitors } from './shell/guards';
import { Hosted } from './shell/hosted';

/** A page is a file of its own, fetched when somebody goes there; until it is here, the present page stays. */
function page(load: () => Promise<{ Component: ComponentType }>) {
  return lazy(async () => ({ default: (await load()).Component }));
}

const Home = page(() => import('./pages/home'));
const Login = page(() => import('./pages/login'));
const Register = page(() => import('./pages/register'));
const VerifyEmail = page(() => import('./pages/verify_email'));
const ForgotPassword = page(() => import('./pages/forgot_password'));
const ResetPassword = page(() => import('./pages/reset_password'));
const Setup = page(() => import('./pages/setup'));
const CancelErasure = page(() => import('./pages/cancel_erasure'));
const Consent = page(() => import('./pages/consent'));
const ChooseAccount = page(() => import('./pages/choose_account'));
const Device = page(() => import('./pages/device'));
const Logout = page(() => import('./pages/logout'));
const SignedOut = page(() => import('./pages/signed_out'));
const NotFound = page(() => import('./pages/not_found'));
const AccountFrame = page(() => import('./pages/account/frame'));
const Profile = page(() => import('./pages/account/profile'));
const Security = page(() => import('./pages/account/security'));
const Apps = page(() => import('./pages/account/apps'));
const Data = page(() => import('./pages/account/data'));
const Console = page(() => import('./pages/console/routes'));

export function App() {
  return (
    <BrowserRouter>
      <Top />
      <CrashBoundary crashed={<Crash />}>
        <Suspense>
          <Routes>
            <Route element={<Hosted wide />}>
              <Route element={<Visitors />}>
                <Route path="/" element={<Home />} />
              </Route>
            </Route>
            <Route element={<Hosted />}>
              <Route element={<Visitors />}>
                <Route path="/login" element={<Login />} />
                <Route path="/register" element={<Register />} />
              </Route>
              <Route path="/verify-email" element={<VerifyEmail />} />
              <Route path="/forgot-password" element={<ForgotPassword />} />
              <Route path="/reset-password" element={<ResetPassword />} />
              <Route path="/setup" element={<Setup />} />
              <Route path="/cancel-erasure" element={<CancelErasure />} />
              <Route path="/consent" element={<Consent />} />
              <Route path="/choose-account" element={<ChooseAccount />} />
              <Route path="/device" element={<Device />} />
              <Route path="/logout" element={<Logout />} />
              <Route path="/signed-out" element={<SignedOut />} />
              <Route path="*" element={<NotFound />} />
            </Route>
            <Route path="/account" element={<AccountFrame />}>
              <Route index element={<Profile />} />
              <Route path="security" element={<Security />} />
              <Route path="apps" element={<Apps />} />
              <Route path="data" element={<Data />} />
            </Route>
            <Route path="/console/*" element={<Console />} />
          </Routes>
        </Suspense>
      </CrashBoundary>
    </BrowserRouter>
  );
}

/** A new page begins at its top. Back and forward are the browser's affair. */
function Top() {
  const { pathname } = useLocation();
  const how = useNavigationType();
  useEffect(() => {
    if (how !== 'POP') scrollTo(0, 0);
  }, [pathname, how]);
  return null;
}
