"""The values that flow through sovassess: frozen structs and enums, ignorant of every other part but `errors`."""
