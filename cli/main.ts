console.error("headrace: nothing here yet");
process.exit(2);
