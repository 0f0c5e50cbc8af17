terraform {
  source = "{{ .sourceUrl }}"
}
