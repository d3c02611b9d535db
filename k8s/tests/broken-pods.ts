import { type BrokenExample, drop, env, main, pod, policy, remove, rule } from './edit.ts';

/** Mistakes that the rules on pods, references and releases must report. */
export const brokenPods: Readonly<Record<string, readonly BrokenExample[]>> = {
  probesUseTheRightPath: [
    ['a liveness probe uses /readyz', (e) => (main(e, 'call').livenessProbe.httpGet.path = '/readyz')],
    ['a readiness probe is missing', (e) => delete main(e, 'router').readinessProbe],
    ['a probe uses another port', (e) => (main(e, 'manage').startupProbe.httpGet.port = 9090)],
  ],
  podsAreHardened: [
    ['a service may run as root', (e) => delete pod(e, 'assign').securityContext.runAsNonRoot],
    [
      'a service can write to its image',
      (e) => (main(e, 'call').securityContext.readOnlyRootFilesystem = false),
    ],
    [
      'a job keeps its capabilities',
      (e) => delete e('Job', 'migrate-call').spec.template.spec.containers[0].securityContext.capabilities,
    ],
    ['a service gets a token of the API server', (e) => delete pod(e, 'router').automountServiceAccountToken],
    [
      'a service mounts a folder of its node',
      (e) => pod(e, 'router').volumes.push({ name: 'node', hostPath: { path: '/' } }),
    ],
  ],
  memoryIsBounded: [
    ['the memory limit is above the request', (e) => (main(e, 'call').resources.limits.memory = '1Gi')],
    ['the CPU is limited', (e) => (main(e, 'router').resources.limits.cpu = '1')],
    ['there are no requests', (e) => delete main(e, 'ops').resources],
    [
      'the heap is as large as the limit',
      (e) => (env(e, 'call', 'NODE_OPTIONS').value = '--max-old-space-size=512'),
    ],
  ],
  heapsAreBounded: [['the heap has no limit', (e) => drop(e, 'notifier', 'NODE_OPTIONS')]],
  graceCoversTheDrain: [
    ['the grace period is the default', (e) => delete pod(e, 'call').terminationGracePeriodSeconds],
    ['the lame-duck time is longer', (e) => (e('ConfigMap', 'common').data.LAME_DUCK_MS = '30000')],
    ['there is no preStop', (e) => delete main(e, 'router').lifecycle],
  ],
  updatesKeepAllReplicas: [
    [
      'an update may remove a pod first',
      (e) => (e('Deployment', 'call').spec.strategy.rollingUpdate.maxUnavailable = 1),
    ],
    ['all pods are recreated', (e) => (e('Deployment', 'call').spec.strategy = { type: 'Recreate' })],
    ['minReadySeconds is missing', (e) => delete e('Deployment', 'manage').spec.minReadySeconds],
  ],
  replicasAreSpread: [
    ['replicas are not spread over zones', (e) => pod(e, 'call').topologySpreadConstraints.shift()],
  ],
  podsAreLabelled: [
    [
      'a version label is missing',
      (e) => delete e('Deployment', 'call').spec.template.metadata.labels['app.kubernetes.io/version'],
    ],
  ],
  selectorsMatchPods: [
    [
      'a Service selects no pod',
      (e) => (e('Service', 'call').spec.selector['app.kubernetes.io/name'] = 'calls'),
    ],
    [
      'a budget selects no pod',
      (e) => (e('PodDisruptionBudget', 'call').spec.selector.matchLabels.tier = 'a'),
    ],
    ['a policy selects no pod', (e) => (policy(e, 'call').podSelector.matchLabels = { app: 'call' })],
    [
      'a Deployment does not select its own pods',
      (e) => (e('Deployment', 'call').spec.selector.matchLabels['app.kubernetes.io/name'] = 'manage'),
    ],
    [
      'a spread counts pods that do not exist',
      (e) => (pod(e, 'call').topologySpreadConstraints[0].labelSelector.matchLabels = { app: 'call' }),
    ],
    [
      'a spread counts the pods of all services',
      (e) => pod(e, 'call').topologySpreadConstraints[0].matchLabelKeys.shift(),
    ],
  ],
  referencesExist: [
    ['a ConfigMap is missing', (e) => remove(e, 'ConfigMap', 'call')],
    ['a key of a ConfigMap is missing', (e) => delete e('ConfigMap', 'connections').data.POSTGRES_HOST],
    [
      'a Secret is unknown',
      (e) => (env(e, 'call', 'SEALING_KEYS').valueFrom.secretKeyRef.name = 'movecall-seals'),
    ],
    ['a service account is missing', (e) => remove(e, 'ServiceAccount', 'ops')],
    ['the ConfigMap of a volume is missing', (e) => delete pod(e, 'call').volumes[0].configMap.optional],
  ],
  targetsExist: [
    [
      'a route has a port that the Service does not have',
      (e) => (rule(e, 'router', 2).backendRefs[0].port = 80),
    ],
    [
      'a route refers to a listener that does not exist',
      (e) => (e('HTTPRoute', 'router').spec.parentRefs[0].sectionName = 'web'),
    ],
    [
      'the Deployment of a ScaledObject does not exist',
      (e) => (e('ScaledObject', 'call').spec.scaleTargetRef.name = 'calls'),
    ],
    [
      'the Deployment of an autoscaler does not exist',
      (e) => (e('HorizontalPodAutoscaler', 'router').spec.scaleTargetRef.name = 'web'),
    ],
    ["a trigger's TriggerAuthentication is missing", (e) => remove(e, 'TriggerAuthentication', 'redis')],
    [
      'a TriggerAuthentication has an unknown key',
      (e) => (e('TriggerAuthentication', 'redis').spec.secretTargetRef[0].key = 'pass'),
    ],
  ],
  portsMatch: [
    ['a container port differs from PORT', (e) => (main(e, 'call').ports[0].containerPort = 3000)],
    ['PORT differs from the container port', (e) => (e('ConfigMap', 'common').data.PORT = '4000')],
    ['metrics are on the public port', (e) => (e('ConfigMap', 'common').data.METRICS_PORT = '8080')],
    [
      'Prometheus reads the public port',
      (e) => (e('PodMonitor', 'movecall').spec.podMetricsEndpoints[0].port = 'http'),
    ],
    ['a Service targets a port number', (e) => (e('Service', 'call').spec.ports[0].targetPort = 80)],
    [
      'a URL has a port that the Service does not have',
      (e) => (e('ConfigMap', 'router').data.CALL_URL = 'http://call:80'),
    ],
  ],
  imagesHaveTheReleaseVersion: [
    ['an image has the tag latest', (e) => (main(e, 'call').image = 'movecall/call:latest')],
    ['an image has no tag', (e) => (main(e, 'call').image = 'registry.movecall.example:5000/movecall/call')],
    ['an image has the tag of another release', (e) => (main(e, 'call').image = 'movecall/call:0.0.9')],
    [
      'a version label is of another release',
      (e) => (e('Deployment', 'call').spec.template.metadata.labels['app.kubernetes.io/version'] = '1'),
    ],
    ['the ConfigMap release is missing', (e) => remove(e, 'ConfigMap', 'release')],
  ],
  everyReleaseMigrates: [
    ['a job has no release in its name', (e) => (e('Job', 'migrate-call').metadata.name = 'migrate-call')],
    [
      'a job has another image than its service',
      (e) => (pod(e, 'migrate-call', 'Job').containers[0].image = 'movecall/call:0.0.9'),
    ],
    [
      'a job starts the service instead of migrate.mjs',
      (e) => delete pod(e, 'migrate-call', 'Job').containers[0].command,
    ],
    ['a job has no deadline', (e) => delete e('Job', 'migrate-manage').spec.activeDeadlineSeconds],
    ['a job retries until its deadline', (e) => (e('Job', 'migrate-call').spec.backoffLimit = 5)],
  ],
  startupWaitsForMigrations: [
    ['services apply migrations themselves', (e) => (e('ConfigMap', 'common').data.MIGRATIONS = 'apply')],
    [
      'the startup probe is less patient than a migration',
      (e) => (main(e, 'call').startupProbe.failureThreshold = 10),
    ],
    [
      'a rollout times out before the startup probe',
      (e) => (e('Deployment', 'call').spec.progressDeadlineSeconds = 60),
    ],
  ],
  noSecretIsCommitted: [
    [
      'a Secret is committed',
      (e) => e.all.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'movecall-call' } }),
    ],
  ],
};
