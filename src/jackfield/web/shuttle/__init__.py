"""The Socket.IO door for integrations written for the Shuttle CTI interface: both generations of Engine.IO."""
