/* What the documents leave to the reader: handlers that show what they get, and buttons with the ids they name. */
var received = [];
function shows(type) {
  return function (event) {
    received.push({ type: type, event: event });
    $("#log").append($("<li>").text(type + " " + JSON.stringify(event)));
  };
}
var usersStatusesHandler = shows("usersStatuses"), userStatusHandler = shows("userStatus"),
    userConfigHandler = shows("userConfig"), loggedOnHandler = shows("loggedOn"),
    phoneStatusHandler = shows("phoneStatus"), voiceMailStatusHandler = shows("voiceMailStatus"),
    linkStatusHandler = shows("linkStatus"), queueStatisticsHandler = shows("queueStatistics"),
    queueConfigHandler = shows("queueConfig"), queueMemberHandler = shows("queueMember"),
    directoryResultHandler = shows("directoryResult"), agentConfigHandler = shows("agentConfig"),
    agentGroupConfigHandler = shows("agentGroupConfig"), agentStateEventHandler = shows("agentState"),
    agentErrorHandler = shows("agentError"), errorHandler = shows("error"),
    agentDirectoryHandler = shows("agentDirectory"), conferencesHandler = shows("conferences"),
    callHistoryHandler = shows("callHistory"), phoneEventHandler = shows("phoneEvent"),
    webRtcGeneralEventHandler = shows("webRtcGeneral"), webRtcRegistrationEventHandler = shows("webRtcRegistration"),
    webRtcIncomingEventHandler = shows("webRtcIncoming"), webRtcOutgoingEventHandler = shows("webRtcOutgoing");
["login_btn", "logout_btn", "xuc_dial_btn", "xuc_login_btn", "xuc_logout_btn", "xuc_pause_btn", "xuc_unpause_btn",
 "xuc_subscribe_to_queue_stats_btn", "xuc_answer_btn", "xuc_hangup_btn", "xuc_togglelogin_btn",
 "xuc_get_agent_call_history", "xuc_get_user_call_history", "xuc_get_user_call_history_by_days"].forEach(function (id) {
  $("#buttons").append($("<button type='button'>").attr("id", id).text(id));
});

/* From here on: the documents. */
$('#login_btn').click(function(event){
   Cti.loginAgent($('#agentPhoneNumber').val());
});
$('#logout_btn').click(function(event){
   Cti.logoutAgent();
});
$('#xuc_dial_btn').click(function(event){
   Cti.dial($("#xuc_destination").val());
});
$('#xuc_login_btn').click(function(event) {
     Cti.loginAgent($('#xuc_agentPhoneNumber').val());
 });

 $('#xuc_logout_btn').click(function(event) {
     Cti.logoutAgent();
 });
 $('#xuc_pause_btn').click(function(event) {
     Cti.pauseAgent();
 });
 $('#xuc_unpause_btn').click(function(event) {
     Cti.unpauseAgent();
 });
 $('#xuc_subscribe_to_queue_stats_btn').click(function(event) {
     Cti.subscribeToQueueStats();
 });
 $('#xuc_answer_btn').click(function(event) {
     Cti.answer();
 });
 $('#xuc_hangup_btn').click(function(event) {
     Cti.hangup();
 });
 $('#xuc_togglelogin_btn').click(function(event) {
     Cti.toggleAgentLogin();
 });
 $('#xuc_get_agent_call_history').click(function() {
     Cti.getAgentCallHistory(7);
 });
 $('#xuc_get_user_call_history').click(function() {
     Cti.getUserCallHistory(7);
 });
 $('#xuc_get_user_call_history_by_days').click(function() {
     Cti.getUserCallHistoryByDays(7);
 });
function setHandlers() {
Cti.setHandler(Cti.MessageType.USERSTATUSES, usersStatusesHandler);
Cti.setHandler(Cti.MessageType.USERSTATUSUPDATE, userStatusHandler);
Cti.setHandler(Cti.MessageType.USERCONFIGUPDATE, userConfigHandler);
Cti.setHandler(Cti.MessageType.LOGGEDON, loggedOnHandler);
Cti.setHandler(Cti.MessageType.PHONESTATUSUPDATE, phoneStatusHandler);
Cti.setHandler(Cti.MessageType.VOICEMAILSTATUSUPDATE, voiceMailStatusHandler);
Cti.setHandler(Cti.MessageType.LINKSTATUSUPDATE, linkStatusHandler);
Cti.setHandler(Cti.MessageType.QUEUESTATISTICS, queueStatisticsHandler);
Cti.setHandler(Cti.MessageType.QUEUECONFIG, queueConfigHandler);
Cti.setHandler(Cti.MessageType.QUEUELIST, queueConfigHandler);
Cti.setHandler(Cti.MessageType.QUEUEMEMBER, queueMemberHandler);
Cti.setHandler(Cti.MessageType.QUEUEMEMBERLIST, queueMemberHandler);
Cti.setHandler(Cti.MessageType.DIRECTORYRESULT, directoryResultHandler);

Cti.setHandler(Cti.MessageType.AGENTCONFIG, agentConfigHandler);
Cti.setHandler(Cti.MessageType.AGENTLIST, agentConfigHandler);
Cti.setHandler(Cti.MessageType.AGENTGROUPLIST, agentGroupConfigHandler);
Cti.setHandler(Cti.MessageType.AGENTSTATEEVENT, agentStateEventHandler);
Cti.setHandler(Cti.MessageType.AGENTERROR, agentErrorHandler);
Cti.setHandler(Cti.MessageType.ERROR, errorHandler);
Cti.setHandler(Cti.MessageType.AGENTDIRECTORY, agentDirectoryHandler);

Cti.setHandler(Cti.MessageType.CONFERENCES, conferencesHandler);
Cti.setHandler(Cti.MessageType.CALLHISTORY, callHistoryHandler);
Cti.setHandler(Cti.MessageType.PHONEEVENT, phoneEventHandler);

xc_webrtc.setHandler(xc_webrtc.MessageType.GENERAL, webRtcGeneralEventHandler);
xc_webrtc.setHandler(xc_webrtc.MessageType.REGISTRATION, webRtcRegistrationEventHandler);
xc_webrtc.setHandler(xc_webrtc.MessageType.INCOMING, webRtcIncomingEventHandler);
xc_webrtc.setHandler(xc_webrtc.MessageType.OUTGOING, webRtcOutgoingEventHandler);
Cti.setHandler(Cti.MessageType.SHEET, shows("sheet"));
Cti.setHandler(Cti.MessageType.RIGHTPROFILE, shows("rightProfile"));
Cti.setHandler(Cti.MessageType.CURRENTCALLSPHONEEVENTS, shows("currentCalls"));
Cti.setHandler(Cti.MessageType.PHONEHINTSTATUSEVENT, shows("phoneHint"));
Cti.setHandler(Cti.MessageType.QUEUECALLS, shows("queueCalls"));
Cti.setHandler(Cti.MessageType.AGENTSTATISTICS, shows("agentStatistics"));
Cti.setHandler(Cti.MessageType.AGENTLISTEN, shows("agentListen"));
}
$('#connect').click(function() {
var server = "SERVER", username = $('#username').val(), phoneNumber = $('#phoneNumber').val(), password = $('#password').val();
setHandlers();
var wsurl = "ws://"+server+"/ctichannel?username="+username+"&amp;agentNumber="+phoneNumber+"&amp;password="+password;
Cti.WebSocket.init(wsurl,username,phoneNumber);
});
$('#connect_token').click(function() {
var server = "SERVER", username = $('#username').val(), phoneNumber = $('#phoneNumber').val(), password = $('#password').val();
$.ajax({ url: "http://" + server + "/xuc/api/2.0/auth/login", type: "POST", contentType: "application/json",
         data: JSON.stringify({ login: username, password: password }) }).done(function (answer) {
var token = answer.token;
setHandlers();
Cti.debugMsg=true;
var wsurl = "ws://"+server+"/xuc/api/2.0/cti?token="+token;
Cti.WebSocket.init(wsurl,username,phoneNumber);
});
});

/* Calls that the documents write in their texts, quotes and all. */
var written = {
  attached: function () { Cti.dial("1002", {
    var1: "value 1",
    var2: "value 2"
}); },
  data: function () { Cti.setData("{‘var1’:’val1’,’USR_var2’:’val2’}"); },
  calls: function () { Cti.getCurrentCallsPhoneEvents(); },
  queueCalls: function () { Cti.subscribeToQueueCalls(1); },
  noQueueCalls: function () { Cti.unSubscribeToQueueCalls(1); },
  hints: function () { Cti.subscribeToPhoneHints(["1002"]); },
  noHints: function () { Cti.unsubscribeFromAllPhoneHints(); },
  agents: function () { Cti.getList("agent"); },
  groups: function () { Cti.getList("agentgroup"); },
  directory: function () { Cti.getAgentDirectory(); },
  statistics: function () { Cti.subscribeToAgentStats(); },
  people: function () { Cti.directoryLookUp("bruno"); },
  ice: function () { xc_webrtc.setIceUrls([{ url: 'stun:stun.l.google.com:19302'}, { url:'turn:turn.server.org', username: 'user', credential:'myPassword'}]); },
  noIce: function () { xc_webrtc.disableICE(); }
};
