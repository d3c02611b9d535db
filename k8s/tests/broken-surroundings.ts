import {
  type BrokenExample,
  clusterOn,
  drop,
  env,
  followCluster,
  limits,
  main,
  policy,
  remove,
  rule,
  trigger,
} from './edit.ts';

/** What the rules on scaling, talks, routes and environments must catch. */
export const brokenSurroundings: Readonly<Record<string, readonly BrokenExample[]>> = {
  oneScalerEach: [
    [
      'an autoscaler joins KEDA',
      (e) => (e('HorizontalPodAutoscaler', 'router').spec.scaleTargetRef.name = 'call'),
    ],
    ['nothing scales a service', (e) => remove(e, 'ScaledObject', 'notifier')],
  ],
  scalersSayHowMany: [
    ['a scaled Deployment names replicas', (e) => (e('Deployment', 'call').spec.replicas = 2)],
  ],
  atLeastTwo: [
    ['one may be all', (e) => (e('ScaledObject', 'call').spec.minReplicaCount = 1)],
    ['it never grows', (e) => (e('HorizontalPodAutoscaler', 'router').spec.maxReplicas = 2)],
  ],
  drainsAreNotBlocked: [
    [
      'both must stay',
      (e) =>
        (e('PodDisruptionBudget', 'call').spec = {
          ...e('PodDisruptionBudget', 'call').spec,
          maxUnavailable: undefined,
          minAvailable: 2,
        }),
    ],
    ['none may go', (e) => (e('PodDisruptionBudget', 'router').spec.maxUnavailable = 0)],
    ['there is no budget', (e) => remove(e, 'PodDisruptionBudget', 'assign')],
    [
      'there are two budgets',
      (e) =>
        (e('PodDisruptionBudget', 'assign').spec.selector.matchLabels['app.kubernetes.io/name'] = 'call'),
    ],
  ],
  kedaTriggersAreKnown: [
    ['a key is misspelled', (e) => (trigger(e, 'call', 1).metadata.lagcount = '5')],
    ['a number is not quoted', (e) => (trigger(e, 'call', 1).metadata.lagCount = 500)],
    ['activation is left out', (e) => delete trigger(e, 'call', 1).metadata.activationLagCount],
    ['Redis has no address', (e) => delete trigger(e, 'call', 1).metadata.address],
    ['there is no password', (e) => delete trigger(e, 'call', 1).authenticationRef],
    ['services use a cluster, KEDA does not', clusterOn],
    ['KEDA uses a cluster, services do not', followCluster],
    [
      "a cluster's addresses are called as a server's is",
      (e) => {
        clusterOn(e);
        followCluster(e);
        const { metadata } = trigger(e, 'call', 1);
        metadata.address = metadata.addresses;
        delete metadata.addresses;
      },
    ],
    ['pods ask for no CPU', (e) => delete main(e, 'call').resources.requests.cpu],
  ],
  kedaFollowsEveryStream: [
    ['a stream is left out', (e) => e('ScaledObject', 'call').spec.triggers.pop()],
    ['a stream is misspelled', (e) => (trigger(e, 'manage', 1).metadata.stream = 'movecall:calls')],
    ["another's group is followed", (e) => (trigger(e, 'assign', 1).metadata.consumerGroup = 'manage')],
    ['another Redis is looked at', (e) => (trigger(e, 'assign', 1).metadata.address = 'redis:6379')],
    ['nobody follows a cluster', clusterOn],
    ['streams are renamed', (e) => (e('ConfigMap', 'common').data.STREAM_PREFIX = 'moves')],
  ],
  connectionsFitPostgres: [
    ['a service may grow further', (e) => (e('ScaledObject', 'call').spec.maxReplicaCount = 40)],
    ['Postgres takes fewer', (e) => (e('ConfigMap', 'connections').data.POSTGRES_MAX_CONNECTIONS = '100')],
  ],
  idleConnectionsAreLeftInTime: [
    ['pods keep them for longer', (e) => (e('ConfigMap', 'common').data.KEEP_ALIVE_MS = '65000')],
    ['a pod goes sooner', (e) => (e('ConfigMap', 'common').data.LAME_DUCK_MS = '9000')],
    ['the gateway keeps them for longer', (e) => delete e('ConfigMap', 'router').data.KEEP_ALIVE_MS],
  ],
  socketsFitThroughTheGateway: [
    ["the gateway's default holds", (e) => remove(e, 'BackendTrafficPolicy', 'router')],
    ['the policy is of another route', (e) => (limits(e).targetRefs[0].name = 'delivery-reports')],
    ['connections are few', (e) => (limits(e).circuitBreaker.maxConnections = 4096)],
    ['requests at a time are left out', (e) => delete limits(e).circuitBreaker.maxParallelRequests],
    ['few may come back at once', (e) => (limits(e).circuitBreaker.maxPendingRequests = 100)],
  ],
  silenceIsTheDefault: [
    ['nothing is denied', (e) => remove(e, 'NetworkPolicy', 'default-deny')],
    ['only what comes in is denied', (e) => (policy(e, 'default-deny').policyTypes = ['Ingress'])],
  ],
  podsTalkAsConfigured: [
    [
      'assign may ask manage',
      (e) =>
        policy(e, 'manage').ingress[0].from.push({
          podSelector: {
            matchLabels: { 'app.kubernetes.io/name': 'assign', 'app.kubernetes.io/component': 'service' },
          },
        }),
    ],
    ['the router is not let in to assign', (e) => remove(e, 'NetworkPolicy', 'assign')],
    ['call may not ask manage', (e) => delete policy(e, 'call').egress],
    ['a service asks one more', (e) => (e('ConfigMap', 'manage').data.CALL_URL = 'http://call:8080')],
  ],
  onlyRouterAndWebhookAreReached: [
    [
      'the gateway reaches call',
      (e) => (policy(e, 'router-from-gateway').podSelector.matchLabels['app.kubernetes.io/name'] = 'call'),
    ],
    ['anyone reaches the router', (e) => delete policy(e, 'router-from-gateway').ingress[0].from],
    ['Prometheus reaches nobody', (e) => remove(e, 'NetworkPolicy', 'from-prometheus')],
    ['a Service is public by itself', (e) => (e('Service', 'router').spec.type = 'LoadBalancer')],
  ],
  onlyWhatIsNeededIsLeftFor: [
    [
      'call may leave for anywhere',
      (e) => (policy(e, 'notifier').podSelector.matchLabels['app.kubernetes.io/name'] = 'call'),
    ],
    ['Redis is anywhere', (e) => (policy(e, 'to-redis').egress[0].to[0].ipBlock.cidr = '10.0.0.0/8')],
    ['traces go nowhere', (e) => remove(e, 'NetworkPolicy', 'to-trace-collector')],
  ],
  routesLeadNowhereElse: [
    ['metrics are public', (e) => rule(e, 'router', 0).matches.shift()],
    ['call is public', (e) => (rule(e, 'router', 2).backendRefs[0].name = 'call')],
    [
      'all of the notifier is public',
      (e) => (rule(e, 'delivery-reports', 0).matches[0].path = { type: 'PathPrefix', value: '/' }),
    ],
  ],
  webSocketsAreNotCut: [
    ['requests end after 30 s', (e) => (rule(e, 'router', 1).timeouts.request = '30s')],
    ["the gateway's default holds", (e) => delete rule(e, 'router', 1).timeouts],
  ],
  customersComeOverTls: [
    ['customers come without TLS', (e) => (e('HTTPRoute', 'router').spec.parentRefs[0].sectionName = 'http')],
    [
      'messages name another address',
      (e) => (e('ConfigMap', 'notifier').data.PUBLIC_URL = 'https://movecall.example'),
    ],
    [
      'a host has no listener',
      (e) => (e('HTTPRoute', 'delivery-reports').spec.hostnames[0] = 'reports.movecall.example'),
    ],
    ['the gateway is not trusted', (e) => delete e('ConfigMap', 'router').data.TRUSTED_PROXIES],
  ],
  managedDataIsReachedOverTls: [
    [
      'Redis is reached without TLS',
      (e) => Object.assign(e('ConfigMap', 'connections').data, { REDIS_SCHEME: 'redis', REDIS_TLS: 'false' }),
    ],
    ['KEDA comes without TLS', (e) => (e('ConfigMap', 'connections').data.REDIS_TLS = 'false')],
    ['any Postgres is believed', (e) => (e('ConfigMap', 'connections').data.POSTGRES_SSLMODE = 'require')],
  ],
  everyVariableIsAccountedFor: [
    ['a key is left out', (e) => drop(e, 'manage', 'IDENTITY_KEY')],
    [
      'a key comes from elsewhere',
      (e) => (env(e, 'call', 'SEALING_KEYS').valueFrom.secretKeyRef.name = 'movecall-call'),
    ],
    [
      'a service is given what is not its own',
      (e) => main(e, 'manage').env.push(structuredClone(env(e, 'call', 'SEALING_KEYS'))),
    ],
    [
      'a secret is written down',
      (e) => {
        const key = env(e, 'call', 'IDENTITY_KEY');
        delete key.valueFrom;
        key.value = 'secret';
      },
    ],
    ['a variable is misspelled', (e) => (e('ConfigMap', 'call').data.MANAGE_TIMEOUT = '600')],
  ],
  everyEnvironmentIsUsable: [
    ['a number is none', (e) => (e('ConfigMap', 'manage').data.MAX_ACCEPTANCES_IN_FLIGHT = 'many')],
    ['an origin is left out', (e) => delete e('ConfigMap', 'router').data.ASSIGN_URL],
    [
      'a password is known too late',
      (e) => {
        const list = main(e, 'call').env;
        list.push(
          list.splice(
            list.findIndex((entry: any) => entry.name === 'DATABASE_PASSWORD'),
            1,
          )[0],
        );
      },
    ],
  ],
};
