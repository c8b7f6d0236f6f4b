{{- define "overblik.labels" -}}
app.kubernetes.io/name: overblik
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "overblik.selector" -}}
app.kubernetes.io/name: overblik
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "overblik.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What the pod security standard "restricted" asks for; 1654 is the image's own user. */}}
{{- define "overblik.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "overblik.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Every setting but the database's, which differs between the portal and its migration. */}}
{{- define "overblik.env" -}}
- name: PublicUrl
  value: {{ .Values.publicUrl | quote }}
- name: Keys__Path
  value: /run/overblik/keys.json
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with .Values.secrets.clientSecret }}
{{- if .name }}
- name: Identity__ClientSecret
  valueFrom: { secretKeyRef: { name: {{ .name }}, key: {{ .key }} } }
{{- end }}
{{- end }}
{{- with .Values.telemetry.endpoint }}
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: service.instance.id=$(POD_NAME)
{{- end }}
{{- end }}
