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

/** Mistakes that the rules on scaling, traffic, routes and environments must report. */
export const brokenEnvironments: Readonly<Record<string, readonly BrokenExample[]>> = {
  oneScalerPerService: [
    [
      'an autoscaler scales what a ScaledObject scales',
      (e) => (e('HorizontalPodAutoscaler', 'router').spec.scaleTargetRef.name = 'call'),
    ],
    ['a service has no scaler', (e) => remove(e, 'ScaledObject', 'notifier')],
  ],
  scaledDeploymentsNameNoReplicas: [
    ['a scaled Deployment has replicas', (e) => (e('Deployment', 'call').spec.replicas = 2)],
  ],
  atLeastTwoReplicas: [
    ['the minimum is one replica', (e) => (e('ScaledObject', 'call').spec.minReplicaCount = 1)],
    ['the maximum equals the minimum', (e) => (e('HorizontalPodAutoscaler', 'router').spec.maxReplicas = 2)],
  ],
  budgetsAllowNodeDrains: [
    [
      'a budget requires both replicas',
      (e) =>
        (e('PodDisruptionBudget', 'call').spec = {
          ...e('PodDisruptionBudget', 'call').spec,
          maxUnavailable: undefined,
          minAvailable: 2,
        }),
    ],
    ['a budget allows no eviction', (e) => (e('PodDisruptionBudget', 'router').spec.maxUnavailable = 0)],
    ['a budget is missing', (e) => remove(e, 'PodDisruptionBudget', 'assign')],
    [
      'a service has two budgets',
      (e) =>
        (e('PodDisruptionBudget', 'assign').spec.selector.matchLabels['app.kubernetes.io/name'] = 'call'),
    ],
  ],
  kedaTriggersAreValid: [
    ['a key is misspelled', (e) => (trigger(e, 'call', 1).metadata.lagcount = '5')],
    ['a number is not quoted', (e) => (trigger(e, 'call', 1).metadata.lagCount = 500)],
    ['activationLagCount is missing', (e) => delete trigger(e, 'call', 1).metadata.activationLagCount],
    ['the address is missing', (e) => delete trigger(e, 'call', 1).metadata.address],
    ['authenticationRef is missing', (e) => delete trigger(e, 'call', 1).authenticationRef],
    ['only the services use a Redis Cluster', clusterOn],
    ['only KEDA uses a Redis Cluster', followCluster],
    [
      "the cluster trigger has the other trigger's key for the address",
      (e) => {
        clusterOn(e);
        followCluster(e);
        const { metadata } = trigger(e, 'call', 1);
        metadata.address = metadata.addresses;
        delete metadata.addresses;
      },
    ],
    ['the pods have no CPU request', (e) => delete main(e, 'call').resources.requests.cpu],
  ],
  kedaFollowsEveryStream: [
    ['a stream has no trigger', (e) => e('ScaledObject', 'call').spec.triggers.pop()],
    ['a stream is misspelled', (e) => (trigger(e, 'manage', 1).metadata.stream = 'movecall:calls')],
    [
      "a trigger follows another service's group",
      (e) => (trigger(e, 'assign', 1).metadata.consumerGroup = 'manage'),
    ],
    ['a trigger uses another Redis', (e) => (trigger(e, 'assign', 1).metadata.address = 'redis:6379')],
    ['no trigger is for a cluster', clusterOn],
    ['the streams have another prefix', (e) => (e('ConfigMap', 'common').data.STREAM_PREFIX = 'moves')],
  ],
  connectionsFitIntoPostgres: [
    ['the maximum of a service is too high', (e) => (e('ScaledObject', 'call').spec.maxReplicaCount = 40)],
    [
      'Postgres allows too few connections',
      (e) => (e('ConfigMap', 'connections').data.POSTGRES_MAX_CONNECTIONS = '100'),
    ],
  ],
  clientsCloseIdleConnectionsFirst: [
    [
      'pods keep idle connections longer than a stopping server',
      (e) => (e('ConfigMap', 'common').data.KEEP_ALIVE_MS = '65000'),
    ],
    ['a pod stops sooner', (e) => (e('ConfigMap', 'common').data.LAME_DUCK_MS = '9000')],
    [
      'the gateway keeps idle connections longer than the router',
      (e) => delete e('ConfigMap', 'router').data.KEEP_ALIVE_MS,
    ],
  ],
  gatewayLimitsAdmitAllSockets: [
    ["the gateway's default limits apply", (e) => remove(e, 'BackendTrafficPolicy', 'router')],
    ['the policy targets another route', (e) => (limits(e).targetRefs[0].name = 'delivery-reports')],
    ['the limit of connections is low', (e) => (limits(e).circuitBreaker.maxConnections = 4096)],
    ['the limit of parallel requests is missing', (e) => delete limits(e).circuitBreaker.maxParallelRequests],
    ['the limit of pending requests is low', (e) => (limits(e).circuitBreaker.maxPendingRequests = 100)],
  ],
  trafficIsDeniedByDefault: [
    ['the default policy is missing', (e) => remove(e, 'NetworkPolicy', 'default-deny')],
    ['only ingress is denied', (e) => (policy(e, 'default-deny').policyTypes = ['Ingress'])],
  ],
  podTrafficMatchesConfiguration: [
    [
      'assign may connect to manage',
      (e) =>
        policy(e, 'manage').ingress[0].from.push({
          podSelector: {
            matchLabels: { 'app.kubernetes.io/name': 'assign', 'app.kubernetes.io/component': 'service' },
          },
        }),
    ],
    ['assign does not accept the router', (e) => remove(e, 'NetworkPolicy', 'assign')],
    ['call may not connect to manage', (e) => delete policy(e, 'call').egress],
    ['a service has one more URL', (e) => (e('ConfigMap', 'manage').data.CALL_URL = 'http://call:8080')],
  ],
  onlyRouterAndWebhookAreReachable: [
    [
      'the gateway reaches call',
      (e) => (policy(e, 'router-from-gateway').podSelector.matchLabels['app.kubernetes.io/name'] = 'call'),
    ],
    ['any pod reaches the router', (e) => delete policy(e, 'router-from-gateway').ingress[0].from],
    [
      'Prometheus reaches the public port',
      (e) => (policy(e, 'from-prometheus').ingress[0].ports[0].port = 8080),
    ],
    ['Prometheus reaches no service', (e) => remove(e, 'NetworkPolicy', 'from-prometheus')],
    ['a Service is a LoadBalancer', (e) => (e('Service', 'router').spec.type = 'LoadBalancer')],
  ],
  outboundTrafficIsMinimal: [
    [
      'call may connect to any address',
      (e) => (policy(e, 'notifier').podSelector.matchLabels['app.kubernetes.io/name'] = 'call'),
    ],
    [
      "Redis' network is too large",
      (e) => (policy(e, 'to-redis').egress[0].to[0].ipBlock.cidr = '10.0.0.0/8'),
    ],
    ['the trace collector is not reachable', (e) => remove(e, 'NetworkPolicy', 'to-trace-collector')],
  ],
  routesExposeRouterAndWebhookOnly: [
    ['a probe is public', (e) => rule(e, 'router', 0).matches.shift()],
    ['call is public', (e) => (rule(e, 'router', 2).backendRefs[0].name = 'call')],
    [
      'all of the notifier is public',
      (e) => (rule(e, 'delivery-reports', 0).matches[0].path = { type: 'PathPrefix', value: '/' }),
    ],
  ],
  webSocketsHaveNoTimeout: [
    ['requests end after 30 s', (e) => (rule(e, 'router', 1).timeouts.request = '30s')],
    ["the gateway's default timeouts apply", (e) => delete rule(e, 'router', 1).timeouts],
  ],
  customersUseTls: [
    [
      'the router is served without TLS',
      (e) => (e('HTTPRoute', 'router').spec.parentRefs[0].sectionName = 'http'),
    ],
    [
      'PUBLIC_URL differs from the route',
      (e) => (e('ConfigMap', 'notifier').data.PUBLIC_URL = 'https://movecall.example'),
    ],
    [
      'a host has no listener',
      (e) => (e('HTTPRoute', 'delivery-reports').spec.hostnames[0] = 'reports.movecall.example'),
    ],
    ['an answer lets browsers go on without TLS', (e) => delete rule(e, 'router', 2).filters],
    ['the gateway is not trusted', (e) => delete e('ConfigMap', 'router').data.TRUSTED_PROXIES],
  ],
  managedDataUsesTls: [
    [
      'Redis is reached without TLS',
      (e) => Object.assign(e('ConfigMap', 'connections').data, { REDIS_SCHEME: 'redis', REDIS_TLS: 'false' }),
    ],
    ['KEDA uses no TLS', (e) => (e('ConfigMap', 'connections').data.REDIS_TLS = 'false')],
    [
      "Postgres' certificate is not verified",
      (e) => (e('ConfigMap', 'connections').data.POSTGRES_SSLMODE = 'require'),
    ],
  ],
  variablesMatchTheTable: [
    ['a key is missing', (e) => drop(e, 'manage', 'IDENTITY_KEY')],
    [
      'a key is from another Secret',
      (e) => (env(e, 'call', 'SEALING_KEYS').valueFrom.secretKeyRef.name = 'movecall-call'),
    ],
    [
      'a service gets a key that it does not need',
      (e) => main(e, 'router').env.push(structuredClone(env(e, 'call', 'SEALING_KEYS'))),
    ],
    [
      'a secret is written into the manifest',
      (e) => {
        const key = env(e, 'call', 'IDENTITY_KEY');
        delete key.valueFrom;
        key.value = 'secret';
      },
    ],
    ['a variable is misspelled', (e) => (e('ConfigMap', 'call').data.MANAGE_TIMEOUT = '600')],
  ],
  environmentsAreAccepted: [
    ['a number is not a number', (e) => (e('ConfigMap', 'manage').data.MAX_ACCEPTANCES_IN_FLIGHT = 'many')],
    ['an origin is missing', (e) => delete e('ConfigMap', 'router').data.ASSIGN_URL],
    [
      'a password is listed after the URL that needs it',
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
